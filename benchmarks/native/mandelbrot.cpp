// The limit for S6: its Mandelbrot kernel in C++, on threads that take the next row from a shared counter.
//
//   mandelbrot <side> <threads> <milliseconds of warm-up> <runs>
//
// prints the numbers of the last run, as raw doubles, on its output, and the milliseconds of each run as a line of JSON
// on its error output. Compiled without fused multiplication, so that the numbers are those of JavaScript.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

constexpr int maxIterations = 300;

bool isInMainBodies(double x, double y) {
  const double fromCusp = (x - 0.25) * (x - 0.25) + y * y;
  return fromCusp * (fromCusp + x - 0.25) <= 0.25 * y * y || (x + 1) * (x + 1) + y * y <= 0.0625;
}

int escapeTime(double x, double y) {
  if (isInMainBodies(x, y)) return maxIterations;
  double real = 0, imaginary = 0, realSquared = 0, imaginarySquared = 0;
  int iterations = 0;
  while (iterations < maxIterations && realSquared + imaginarySquared <= 4) {
    imaginary = 2 * real * imaginary + y;
    real = realSquared - imaginarySquared + x;
    realSquared = real * real;
    imaginarySquared = imaginary * imaginary;
    iterations += 1;
  }
  return iterations;
}

void drawRow(int row, int side, double* picture) {
  const double step = 2.5 / side;
  const double y = row * step - 1.25;
  for (int column = 0; column < side; column += 1)
    picture[static_cast<std::size_t>(row) * side + column] = escapeTime(column * step - 2, y);
}

void draw(int side, int threads, std::vector<double>& picture) {
  std::atomic<int> next{0};
  std::vector<std::thread> team;
  for (int index = 0; index < threads; index += 1) {
    team.emplace_back([&] {
      for (int row = next++; row < side; row = next++) drawRow(row, side, picture.data());
    });
  }
  for (std::thread& thread : team) thread.join();
}

double millisecondsOfRun(int side, int threads, std::vector<double>& picture) {
  const auto startedAt = std::chrono::steady_clock::now();
  draw(side, threads, picture);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - startedAt).count();
}

int main(int argumentCount, char** arguments) {
  if (argumentCount != 5) {
    std::fprintf(stderr, "Expected a side, threads, milliseconds and runs, got %d arguments.\n", argumentCount - 1);
    return 2;
  }
  const int side = std::atoi(arguments[1]);
  const int threads = std::atoi(arguments[2]);
  const int runs = std::atoi(arguments[4]);
  std::vector<double> picture(static_cast<std::size_t>(side) * side);
  for (double left = std::atof(arguments[3]); left > 0;) left -= millisecondsOfRun(side, threads, picture);
  std::fprintf(stderr, "[");
  for (int run = 0; run < runs; run += 1)
    std::fprintf(stderr, "%s%.6f", run == 0 ? "" : ",", millisecondsOfRun(side, threads, picture));
  std::fprintf(stderr, "]\n");
  std::fwrite(picture.data(), sizeof(double), picture.size(), stdout);
  return 0;
}
