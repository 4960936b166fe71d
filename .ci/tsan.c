// What .ci/tsan puts between the instrumented code and the parts of std that are not instrumented: each function here stands
// in for the one of the same name (the linker's `--wrap`), calls it, and tells the sanitizer what it would have seen in it.
//
// A mutex, say, is taken and released in the caller's own instrumented code as long as nobody waits for it; its slow path is
// compiled into std, and an acquisition in there would look like none.

#include <stdbool.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define JOINED(prefix, name) prefix##name
#define REAL(name) JOINED(__real_, name)
#define WRAP(name) JOINED(__wrap_, name)

// The slow paths of std's locks, which return holding the lock.
#define TAKES(name)                                                                                                              \
    void REAL(name)(void *lock);                                                                                                 \
    void WRAP(name)(void *lock) {                                                                                                \
        REAL(name)(lock);                                                                                                        \
        __tsan_acquire(lock);                                                                                                    \
    }
TAKES(MUTEX_LOCK)
TAKES(RW_LOCK_READ)
TAKES(RW_LOCK_WRITE)

// A condition variable gives the mutex up and takes it again.
void REAL(CONDVAR_WAIT)(void *condvar, void *mutex);
void WRAP(CONDVAR_WAIT)(void *condvar, void *mutex) {
    __tsan_release(mutex);
    REAL(CONDVAR_WAIT)(condvar, mutex);
    __tsan_acquire(mutex);
}

bool REAL(CONDVAR_WAIT_TIMEOUT)(void *condvar, void *mutex, uint64_t seconds, uint32_t nanoseconds);
bool WRAP(CONDVAR_WAIT_TIMEOUT)(void *condvar, void *mutex, uint64_t seconds, uint32_t nanoseconds) {
    __tsan_release(mutex);
    bool woken = REAL(CONDVAR_WAIT_TIMEOUT)(condvar, mutex, seconds, nanoseconds);
    __tsan_acquire(mutex);
    return woken;
}

// A scoped thread has ended. The count that it takes itself off is one of the first two words, and `scope` looks at it in
// instrumented code.
void REAL(SCOPED_THREAD_ENDS)(uintptr_t *scope, bool panicked);
void WRAP(SCOPED_THREAD_ENDS)(uintptr_t *scope, bool panicked) {
    __tsan_release(&scope[0]);
    __tsan_release(&scope[1]);
    REAL(SCOPED_THREAD_ENDS)(scope, panicked);
}

// A call that is done for once. The word is set in std, before the release here: whoever looks at it in between may be
// reported falsely.
void REAL(ONCE_CALL)(void *once, bool poisoned_too, void *closure, void *methods, void *location);
void WRAP(ONCE_CALL)(void *once, bool poisoned_too, void *closure, void *methods, void *location) {
    REAL(ONCE_CALL)(once, poisoned_too, closure, methods, location);
    __tsan_acquire(once);
    __tsan_release(once);
}

// The sanitizer does not model fences. The one that matters is in `Arc`'s drop: who takes the last count away by a
// `fetch_sub` with `Release` then acquires by a fence what the others have released there. An acquire fence is taken here
// for an acquisition of the word that the thread's last `fetch_sub` was on.
static _Thread_local void *subtracted;

uint64_t __real___tsan_atomic64_fetch_sub(void *word, uint64_t by, int order);
uint64_t __wrap___tsan_atomic64_fetch_sub(void *word, uint64_t by, int order) {
    subtracted = word;
    return __real___tsan_atomic64_fetch_sub(word, by, order);
}

void __real___tsan_atomic_thread_fence(int order);
void __wrap___tsan_atomic_thread_fence(int order) {
    __real___tsan_atomic_thread_fence(order);
    if (subtracted && order == __ATOMIC_ACQUIRE) {
        __tsan_acquire(subtracted);
    }
}
