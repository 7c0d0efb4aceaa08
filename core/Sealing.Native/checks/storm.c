/*
 * Threads seal on a context that another thread deletes under them, again and again, while a third calls with handles of
 * the past. Every call answers Success or InvalidHandle, and within one context no counter appears twice.
 */
#include "check.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum
{
    SEALERS = 3,
    COUNTERS = 1 << 16,
};

/* One context's life. */
typedef struct Life
{
    LSA_SEC_HANDLE handle;
    atomic_int users;
    atomic_uchar seen[COUNTERS];
} Life;

static Life s_lives[2];
static _Atomic(Life *) s_current;
static _Atomic LSA_SEC_HANDLE s_past;
static atomic_int s_stop, s_reused;
static atomic_long s_sealed, s_refused, s_deleted, s_wrong;

static uint32_t counter_of(const Message *message)
{
    const uint8_t *b = message->token + 12; /* the lower half of the big-endian counter */
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static NTSTATUS seal_once(Life *life, Message *message)
{
    message_init(message, 32, 64);
    NTSTATUS status = table->SealMessage(life->handle, 0, &message->descriptor, 0);
    if (status == STATUS_SUCCESS)
    {
        uint32_t counter = counter_of(message);
        atomic_fetch_add(&s_sealed, 1);
        if (counter < COUNTERS && atomic_exchange(&life->seen[counter], 1) != 0)
        {
            atomic_fetch_add(&s_reused, 1);
        }
    }
    else
    {
        atomic_fetch_add(status == STATUS_INVALID_HANDLE ? &s_refused : &s_wrong, 1);
    }

    return status;
}

static void *sealer(void *unused)
{
    Message message;
    while (!atomic_load(&s_stop))
    {
        Life *life = atomic_load(&s_current);
        atomic_fetch_add(&life->users, 1);
        if (life == atomic_load(&s_current))
        {
            for (int i = 0; i < 100 && seal_once(life, &message) == STATUS_SUCCESS; i++)
            {
            }
        }

        atomic_fetch_sub(&life->users, 1);
    }

    return unused;
}

static void *visitor(void *unused)
{
    Message message;
    SecPkgContext_Sizes sizes;
    while (!atomic_load(&s_stop))
    {
        LSA_SEC_HANDLE handle = atomic_load(&s_past);
        message_init(&message, 32, 64);
        NTSTATUS statuses[] = {
            table->VerifySignature(handle, &message.descriptor, 0, NULL),
            table->QueryContextAttributes(handle, SECPKG_ATTR_SIZES, &sizes),
            table->DeleteUserModeContext(handle),
        };
        for (int i = 0; i < 3; i++)
        {
            atomic_fetch_add(&s_wrong, statuses[i] != STATUS_INVALID_HANDLE);
        }

        sched_yield();
    }

    return unused;
}

static LSA_SEC_HANDLE born(unsigned number)
{
    uint8_t secret[32] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16)};
    LSA_SEC_HANDLE handle = 0;
    open_context(&suites[1], INITIATOR, INTEGRITY | CONFIDENTIALITY, secret, &handle);
    return handle;
}

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void replace(unsigned number)
{
    Life *old = atomic_load(&s_current), *next = old == &s_lives[0] ? &s_lives[1] : &s_lives[0];
    for (int i = 0; i < COUNTERS; i++)
    {
        atomic_store_explicit(&next->seen[i], 0, memory_order_relaxed);
    }

    next->handle = born(number);
    atomic_store(&s_current, next);
    NTSTATUS status = table->DeleteUserModeContext(old->handle); /* sealers are inside */
    atomic_fetch_add(&s_wrong, status != STATUS_SUCCESS);
    atomic_fetch_add(&s_deleted, 1);
    atomic_store(&s_past, old->handle);
    while (atomic_load(&old->users) != 0)
    {
        sched_yield();
    }
}

void check_storm(int seconds)
{
    pthread_t threads[SEALERS + 1];
    s_lives[0].handle = born(0);
    atomic_store(&s_current, &s_lives[0]);
    for (int i = 0; i <= SEALERS; i++)
    {
        pthread_create(&threads[i], NULL, i < SEALERS ? sealer : visitor, NULL);
    }

    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (unsigned number = 1; seconds_since(&start) < seconds; number++)
    {
        replace(number);
        nanosleep(&(struct timespec){0, 200000}, NULL);
    }

    atomic_store(&s_stop, 1);
    for (int i = 0; i <= SEALERS; i++)
    {
        pthread_join(threads[i], NULL);
    }

    long sealed = atomic_load(&s_sealed), refused = atomic_load(&s_refused), deleted = atomic_load(&s_deleted);
    check(sealed > 0 && deleted > 1, "%ld messages sealed, %ld refused, %ld contexts deleted", sealed, refused, deleted);
    check(refused > 0, "calls met contexts that were deleted under them");
    check(atomic_load(&s_wrong) == 0, "every other answer was right (%ld were not)", atomic_load(&s_wrong));
    check(atomic_load(&s_reused) == 0, "no counter was used twice (%d were)", atomic_load(&s_reused));
}
