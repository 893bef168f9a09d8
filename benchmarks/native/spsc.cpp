// The reference for S10: a bounded single-producer single-consumer queue in C++, after the published design of
// rigtorp's SPSCQueue (indices on lines of their own, each side with a cached copy of the other's), and a program that times it.
//
//   spsc <numbers|records16|records256|roundtrip> <batch> <milliseconds>
//
// prints one line of JSON: transfers per second, and how many arrived wrong.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

constexpr std::size_t cacheLine = 64;

template <typename T>
class SpscQueue {
 public:
  // One slot stays empty, to tell a full queue from an empty one.
  explicit SpscQueue(std::size_t capacity) : slots_(capacity + 1) {}

  bool tryPush(const T& value) {
    const std::size_t write = writeIndex_.load(std::memory_order_relaxed);
    const std::size_t next = write + 1 == slots_.size() ? 0 : write + 1;
    if (next == cachedReadIndex_) {
      cachedReadIndex_ = readIndex_.load(std::memory_order_acquire);
      if (next == cachedReadIndex_) return false;
    }
    slots_[write] = value;
    writeIndex_.store(next, std::memory_order_release);
    return true;
  }

  // The oldest value, or nullptr when there is none; pop() gives its slot back.
  T* front() {
    const std::size_t read = readIndex_.load(std::memory_order_relaxed);
    if (read == cachedWriteIndex_) {
      cachedWriteIndex_ = writeIndex_.load(std::memory_order_acquire);
      if (read == cachedWriteIndex_) return nullptr;
    }
    return &slots_[read];
  }

  void pop() {
    const std::size_t read = readIndex_.load(std::memory_order_relaxed);
    readIndex_.store(read + 1 == slots_.size() ? 0 : read + 1, std::memory_order_release);
  }

  // Pushes all of `count` values and publishes them at once, or nothing.
  bool tryPushMany(const T* values, std::size_t count) {
    const std::size_t write = writeIndex_.load(std::memory_order_relaxed);
    if (freeSlots(write) < count) {
      cachedReadIndex_ = readIndex_.load(std::memory_order_acquire);
      if (freeSlots(write) < count) return false;
    }
    const std::size_t untilEnd = slots_.size() - write;
    const std::size_t first = count < untilEnd ? count : untilEnd;
    std::memcpy(&slots_[write], values, first * sizeof(T));
    std::memcpy(&slots_[0], values + first, (count - first) * sizeof(T));
    writeIndex_.store((write + count) % slots_.size(), std::memory_order_release);
    return true;
  }

  // Takes at most `limit` values and returns how many.
  std::size_t popMany(T* values, std::size_t limit) {
    const std::size_t read = readIndex_.load(std::memory_order_relaxed);
    std::size_t ready = readySlots(read);
    if (ready == 0) {
      cachedWriteIndex_ = writeIndex_.load(std::memory_order_acquire);
      ready = readySlots(read);
    }
    const std::size_t count = ready < limit ? ready : limit;
    const std::size_t untilEnd = slots_.size() - read;
    const std::size_t first = count < untilEnd ? count : untilEnd;
    std::memcpy(values, &slots_[read], first * sizeof(T));
    std::memcpy(values + first, &slots_[0], (count - first) * sizeof(T));
    if (count > 0) readIndex_.store((read + count) % slots_.size(), std::memory_order_release);
    return count;
  }

 private:
  std::size_t freeSlots(std::size_t write) const {
    const std::size_t used = (write + slots_.size() - cachedReadIndex_) % slots_.size();
    return slots_.size() - 1 - used;
  }

  std::size_t readySlots(std::size_t read) const {
    return (cachedWriteIndex_ + slots_.size() - read) % slots_.size();
  }

  std::vector<T> slots_;
  alignas(cacheLine) std::atomic<std::size_t> writeIndex_{0};
  // The reader's index when the writer last looked, and the other way round: behind the truth, never ahead.
  alignas(cacheLine) std::size_t cachedReadIndex_{0};
  alignas(cacheLine) std::atomic<std::size_t> readIndex_{0};
  alignas(cacheLine) std::size_t cachedWriteIndex_{0};
};

template <std::size_t Bytes>
struct Record {
  std::uint32_t words[Bytes / 4];
};

template <typename T>
struct Item;

template <>
struct Item<double> {
  static double make(std::uint64_t number) { return static_cast<double>(number); }
  static bool is(const double& value, std::uint64_t number) { return value == static_cast<double>(number); }
};

// As in the other contenders: the whole record is copied in, and its first and last words are looked at.
template <std::size_t Bytes>
struct Item<Record<Bytes>> {
  static Record<Bytes> make(std::uint64_t number) {
    Record<Bytes> record{};
    record.words[0] = record.words[Bytes / 4 - 1] = static_cast<std::uint32_t>(number);
    return record;
  }
  static bool is(const Record<Bytes>& record, std::uint64_t number) {
    const auto expected = static_cast<std::uint32_t>(number);
    return record.words[0] == expected && record.words[Bytes / 4 - 1] == expected;
  }
};

struct Result {
  double seconds;
  std::uint64_t wrong;
};

// Runs `produce` here and `consume`, which returns how many were wrong, in a thread that has started by then.
template <typename Produce, typename Consume>
Result timeBoth(Produce produce, Consume consume) {
  std::atomic<bool> isReady{false};
  std::uint64_t wrong = 0;
  std::thread consumer([&] {
    isReady.store(true, std::memory_order_release);
    wrong = consume();
  });
  while (!isReady.load(std::memory_order_acquire)) {
  }
  const auto start = std::chrono::steady_clock::now();
  produce();
  consumer.join();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return {elapsed.count(), wrong};
}

template <typename T>
Result oneByOne(std::size_t capacity, std::uint64_t count) {
  SpscQueue<T> queue(capacity);
  const auto produce = [&] {
    for (std::uint64_t number = 0; number < count; number += 1) {
      const T value = Item<T>::make(number);
      while (!queue.tryPush(value)) {
      }
    }
  };
  const auto consume = [&] {
    std::uint64_t wrong = 0;
    for (std::uint64_t number = 0; number < count; number += 1) {
      T* value = queue.front();
      while (value == nullptr) value = queue.front();
      wrong += Item<T>::is(*value, number) ? 0 : 1;
      queue.pop();
    }
    return wrong;
  };
  return timeBoth(produce, consume);
}

template <typename T>
Result inBatches(std::size_t capacity, std::uint64_t count, std::size_t batchLength) {
  SpscQueue<T> queue(capacity);
  const auto produce = [&] {
    std::vector<T> batch(batchLength);
    for (std::uint64_t number = 0; number < count; number += batchLength) {
      for (std::size_t index = 0; index < batchLength; index += 1) batch[index] = Item<T>::make(number + index);
      while (!queue.tryPushMany(batch.data(), batchLength)) {
      }
    }
  };
  const auto consume = [&] {
    std::uint64_t wrong = 0;
    std::vector<T> batch(batchLength);
    for (std::uint64_t number = 0; number < count;) {
      const std::size_t taken = queue.popMany(batch.data(), batchLength);
      for (std::size_t index = 0; index < taken; index += 1) wrong += Item<T>::is(batch[index], number + index) ? 0 : 1;
      number += taken;
    }
    return wrong;
  };
  return timeBoth(produce, consume);
}

double take(SpscQueue<double>& queue) {
  double* value = queue.front();
  while (value == nullptr) value = queue.front();
  const double taken = *value;
  queue.pop();
  return taken;
}

Result roundTrips(std::size_t capacity, std::uint64_t count) {
  SpscQueue<double> there(capacity);
  SpscQueue<double> back(capacity);
  std::uint64_t wrong = 0;
  const auto ping = [&] {
    for (std::uint64_t number = 0; number < count; number += 1) {
      there.tryPush(static_cast<double>(number));
      wrong += take(back) == static_cast<double>(number) ? 0 : 1;
    }
  };
  const auto echo = [&] {
    for (std::uint64_t number = 0; number < count; number += 1) back.tryPush(take(there));
    return std::uint64_t{0};
  };
  Result result = timeBoth(ping, echo);
  result.wrong += wrong;
  return result;
}

template <typename T>
Result transfer(std::size_t capacity, std::uint64_t count, std::size_t batchLength) {
  return batchLength == 1 ? oneByOne<T>(capacity, count) : inBatches<T>(capacity, count, batchLength);
}

Result run(const char* kind, std::uint64_t count, std::size_t batchLength) {
  if (std::strcmp(kind, "numbers") == 0) return transfer<double>(4096, count, batchLength);
  if (std::strcmp(kind, "records16") == 0) return transfer<Record<16>>(4096, count, batchLength);
  if (std::strcmp(kind, "records256") == 0) return transfer<Record<256>>(1024, count, batchLength);
  if (std::strcmp(kind, "roundtrip") == 0) return roundTrips(4096, count);
  std::fprintf(stderr, "Expected numbers, records16, records256 or roundtrip, got %s.\n", kind);
  std::exit(2);
}

int main(int argumentCount, char** arguments) {
  if (argumentCount != 4) {
    std::fprintf(stderr, "Expected a kind, a batch length and a time in milliseconds.\n");
    return 2;
  }
  const auto batchLength = static_cast<std::size_t>(std::atoi(arguments[2]));
  const double targetSeconds = std::atof(arguments[3]) / 1000;
  // Four times as many until it takes long enough: the last round is the one that counts.
  std::uint64_t count = 65536;
  Result result = run(arguments[1], count, batchLength);
  while (result.seconds < targetSeconds && result.wrong == 0) {
    count *= 4;
    result = run(arguments[1], count, batchLength);
  }
  std::printf("{\"perSecond\":%.1f,\"wrong\":%llu}\n", static_cast<double>(count) / result.seconds,
              static_cast<unsigned long long>(result.wrong));
  return 0;
}
