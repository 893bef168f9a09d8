;; The kernel of `neighbour-kernel.ts`, four points at a time. Each lane does what the loop in JavaScript does for one point, in the same order, so the results have
;; the same bits: there is no fused multiplication and addition, neither there nor here.
(module
  (import "env" "memory" (memory 1 65536 shared))

  ;; Finds the nearest other place of the points from `begin` up to, not including, `end`. Arguments as of `nearest` in `nearest-kernel.ts`; arrays are byte offsets.
  (func (export "nearest")
    (param $begin i32) (param $end i32) (param $vectors i32) (param $count i32) (param $indices i32) (param $squaredChords i32)
    (loop $next
      (if (i32.lt_s (local.get $begin) (local.get $end))
        (then
          (call $nearestOfFour
            (local.get $begin) (local.get $end) (local.get $vectors) (local.get $count)
            (local.get $indices) (local.get $squaredChords))
          (local.set $begin (i32.add (local.get $begin) (i32.const 4)))
          (br $next)))))

  ;; Where fewer than four are left, the last point is taken again in their place.
  (func $nearestOfFour
    (param $point i32) (param $end i32) (param $vectors i32) (param $count i32) (param $indices i32) (param $squaredChords i32)
    (local $second i32) (local $third i32) (local $fourth i32)
    (local $place i32) (local $behind i32)
    (local $x v128) (local $y v128) (local $z v128) (local $x2 v128) (local $y2 v128) (local $z2 v128)
    (local $other v128) (local $d v128) (local $d2 v128) (local $square v128) (local $square2 v128)
    (local $least v128) (local $least2 v128) (local $nearest v128) (local $nearest2 v128)
    (local $index v128) (local $isNearer v128)

    (local.set $second (call $before (i32.add (local.get $point) (i32.const 1)) (local.get $end)))
    (local.set $third (call $before (i32.add (local.get $point) (i32.const 2)) (local.get $end)))
    (local.set $fourth (call $before (i32.add (local.get $point) (i32.const 3)) (local.get $end)))

    (local.set $x (call $two (local.get $vectors) (local.get $point) (local.get $second)))
    (local.set $y (call $two (i32.add (local.get $vectors) (i32.const 8)) (local.get $point) (local.get $second)))
    (local.set $z (call $two (i32.add (local.get $vectors) (i32.const 16)) (local.get $point) (local.get $second)))
    (local.set $x2 (call $two (local.get $vectors) (local.get $third) (local.get $fourth)))
    (local.set $y2 (call $two (i32.add (local.get $vectors) (i32.const 8)) (local.get $third) (local.get $fourth)))
    (local.set $z2 (call $two (i32.add (local.get $vectors) (i32.const 16)) (local.get $third) (local.get $fourth)))

    (local.set $least (v128.const f64x2 inf inf))
    (local.set $least2 (v128.const f64x2 inf inf))
    (local.set $nearest (v128.const i64x2 -1 -1))
    (local.set $nearest2 (v128.const i64x2 -1 -1))
    (local.set $place (local.get $vectors))
    (local.set $behind (i32.add (local.get $vectors) (i32.mul (local.get $count) (i32.const 24))))

    (loop $look
      (if (i32.lt_u (local.get $place) (local.get $behind))
        (then
          (local.set $other (v128.load64_splat (local.get $place)))
          (local.set $d (f64x2.sub (local.get $other) (local.get $x)))
          (local.set $d2 (f64x2.sub (local.get $other) (local.get $x2)))
          (local.set $square (f64x2.mul (local.get $d) (local.get $d)))
          (local.set $square2 (f64x2.mul (local.get $d2) (local.get $d2)))

          (local.set $other (v128.load64_splat offset=8 (local.get $place)))
          (local.set $d (f64x2.sub (local.get $other) (local.get $y)))
          (local.set $d2 (f64x2.sub (local.get $other) (local.get $y2)))
          (local.set $square (f64x2.add (local.get $square) (f64x2.mul (local.get $d) (local.get $d))))
          (local.set $square2 (f64x2.add (local.get $square2) (f64x2.mul (local.get $d2) (local.get $d2))))

          (local.set $other (v128.load64_splat offset=16 (local.get $place)))
          (local.set $d (f64x2.sub (local.get $other) (local.get $z)))
          (local.set $d2 (f64x2.sub (local.get $other) (local.get $z2)))
          (local.set $square (f64x2.add (local.get $square) (f64x2.mul (local.get $d) (local.get $d))))
          (local.set $square2 (f64x2.add (local.get $square2) (f64x2.mul (local.get $d2) (local.get $d2))))

          ;; Seldom true, so that what is to be done then costs next to nothing. A point at the very same place does not count.
          (if (v128.any_true
                (v128.or
                  (f64x2.lt (local.get $square) (local.get $least))
                  (f64x2.lt (local.get $square2) (local.get $least2))))
            (then
              (local.set $index
                (i64x2.splat (i64.extend_i32_u
                  (i32.div_u (i32.sub (local.get $place) (local.get $vectors)) (i32.const 24)))))
              (local.set $isNearer
                (v128.and
                  (f64x2.lt (local.get $square) (local.get $least))
                  (f64x2.gt (local.get $square) (v128.const f64x2 0 0))))
              (local.set $least (v128.bitselect (local.get $square) (local.get $least) (local.get $isNearer)))
              (local.set $nearest (v128.bitselect (local.get $index) (local.get $nearest) (local.get $isNearer)))
              (local.set $isNearer
                (v128.and
                  (f64x2.lt (local.get $square2) (local.get $least2))
                  (f64x2.gt (local.get $square2) (v128.const f64x2 0 0))))
              (local.set $least2 (v128.bitselect (local.get $square2) (local.get $least2) (local.get $isNearer)))
              (local.set $nearest2 (v128.bitselect (local.get $index) (local.get $nearest2) (local.get $isNearer)))))

          (local.set $place (i32.add (local.get $place) (i32.const 24)))
          (br $look))))

    (call $store (local.get $indices) (local.get $squaredChords) (local.get $point)
      (i64x2.extract_lane 0 (local.get $nearest)) (f64x2.extract_lane 0 (local.get $least)))
    (call $store (local.get $indices) (local.get $squaredChords) (local.get $second)
      (i64x2.extract_lane 1 (local.get $nearest)) (f64x2.extract_lane 1 (local.get $least)))
    (call $store (local.get $indices) (local.get $squaredChords) (local.get $third)
      (i64x2.extract_lane 0 (local.get $nearest2)) (f64x2.extract_lane 0 (local.get $least2)))
    (call $store (local.get $indices) (local.get $squaredChords) (local.get $fourth)
      (i64x2.extract_lane 1 (local.get $nearest2)) (f64x2.extract_lane 1 (local.get $least2))))

  ;; A point, or the last one there is.
  (func $before (param $point i32) (param $end i32) (result i32)
    (select
      (local.get $point)
      (i32.sub (local.get $end) (i32.const 1))
      (i32.lt_s (local.get $point) (local.get $end))))

  ;; One coordinate of two points.
  (func $two (param $coordinate i32) (param $first i32) (param $second i32) (result v128)
    (f64x2.replace_lane 1
      (f64x2.splat (f64.load (i32.add (local.get $coordinate) (i32.mul (local.get $first) (i32.const 24)))))
      (f64.load (i32.add (local.get $coordinate) (i32.mul (local.get $second) (i32.const 24))))))

  (func $store (param $indices i32) (param $squaredChords i32) (param $point i32) (param $nearest i64) (param $least f64)
    (i32.store
      (i32.add (local.get $indices) (i32.shl (local.get $point) (i32.const 2)))
      (i32.wrap_i64 (local.get $nearest)))
    (f64.store
      (i32.add (local.get $squaredChords) (i32.shl (local.get $point) (i32.const 3)))
      (local.get $least))))
