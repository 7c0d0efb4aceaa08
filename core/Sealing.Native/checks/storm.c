/*
 * Threads seal on a context that another thread deletes under them, again and again, while a third calls with handles of
 * the past; each context is of the next suite. Every call answers Success or InvalidHandle, and within one context no
 * counter appears twice.
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
    COUNTERS = 1 << 14, /* a context is left alone when its counter gets there, so that every number is looked at */
};

/* One context's life. */
typedef struct Life
{
    const Suite *suite;
    LSA_SEC_HANDLE handle;
    ULONG room;
    atomic_int users, full;
    atomic_uchar seen[COUNTERS];
} Life;

static Life s_lives[2];
static _Atomic(Life *) s_current;
static _Atomic LSA_SEC_HANDLE s_past;
static atomic_int s_stop, s_reused;
static atomic_long s_sealed[16], s_refused, s_deleted, s_wrong;

/* Bytes 12 to 15 of every token: the lower half of a big-endian counter, or Ntlm's SeqNum, which is little-endian. */
static uint32_t counter_of(const Suite *suite, const Message *message)
{
    const uint8_t *b = message->token + 12;
    return suite->package == PACKED_NTLM ? (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0]
                                         : (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static NTSTATUS seal_once(Life *life, Message *message)
{
    message_init(message, life->room, 64);
    NTSTATUS status = table->SealMessage(life->handle, 0, &message->descriptor, 0);
    if (status == STATUS_SUCCESS)
    {
        uint32_t counter = counter_of(life->suite, message);
        atomic_fetch_add(&s_sealed[life->suite - suites], 1);
        if (counter >= COUNTERS)
        {
            atomic_store(&life->full, 1);
        }
        else if (atomic_exchange(&life->seen[counter], 1) != 0)
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
            for (int i = 0; i < 100 && !atomic_load(&life->full) && seal_once(life, &message) == STATUS_SUCCESS; i++)
            {
            }
        }

        int idle = atomic_load(&life->full);
        atomic_fetch_sub(&life->users, 1);
        if (idle)
        {
            sched_yield();
        }
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

/* Of the next suite that this machine runs. */
static void born(Life *life, unsigned number)
{
    static int last = -1;
    uint8_t secret[32] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16)};
    do
    {
        last = (last + 1) % suite_count;
        life->suite = &suites[last];
    } while (open_context(life->suite, INITIATOR, INTEGRITY | CONFIDENTIALITY, secret, &life->handle) == STATUS_NOT_SUPPORTED);
    life->room = token_size(life->handle);
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

    next->full = 0;
    born(next, number);
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
    born(&s_lives[0], 0);
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

    long refused = atomic_load(&s_refused), deleted = atomic_load(&s_deleted);
    for (int i = 0; i < suite_count; i++)
    {
        long sealed = atomic_load(&s_sealed[i]);
        check(sealed > 0, "%s: %ld messages sealed", suites[i].name, sealed);
    }

    check(deleted > suite_count && refused > 0, "calls met contexts that were deleted under them (%ld calls, %ld contexts)", refused, deleted);
    check(atomic_load(&s_wrong) == 0, "every other answer was right (%ld were not)", atomic_load(&s_wrong));
    check(atomic_load(&s_reused) == 0, "no counter was used twice (%d were)", atomic_load(&s_reused));
}
