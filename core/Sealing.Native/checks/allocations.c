/*
 * No call allocates once the thread is warm: neither from the managed heap, which the library counts itself, nor with
 * malloc, which checks/count_malloc.c counts when it is preloaded.
 */
#define _GNU_SOURCE
#include "check.h"

#include <dlfcn.h>

enum
{
    CALLS = 10000
};

static const uint8_t secret[32] = "secret of the allocation checks!";

static void one(LSA_SEC_HANDLE client, LSA_SEC_HANDLE server, Message *message, ULONG room, NTSTATUS *status)
{
    message_init(message, room, 64);
    *status |= table->SealMessage(client, 0, &message->descriptor, 0);
    *status |= table->UnsealMessage(server, &message->descriptor, 0, NULL);
    message_init(message, room, 64);
    *status |= table->MakeSignature(client, 0, &message->descriptor, 0);
    *status |= table->VerifySignature(server, &message->descriptor, 0, NULL);
}

void check_allocations(void)
{
    long (*counted)(void) = (long (*)(void))dlsym(RTLD_DEFAULT, "counted_allocations");
    if (counted == NULL)
    {
        skip("malloc is not counted: preload count_malloc.so");
        return;
    }

    for (int i = 0; i < suite_count; i++)
    {
        LSA_SEC_HANDLE client, server;
        if (open_context(&suites[i], INITIATOR, INTEGRITY | CONFIDENTIALITY, secret, &client) == STATUS_NOT_SUPPORTED)
        {
            skip("%s: this machine does not run it", suites[i].name);
            continue;
        }

        open_context(&suites[i], ACCEPTOR, INTEGRITY | CONFIDENTIALITY, secret, &server);
        static Message message;
        ULONG room = token_size(client);
        NTSTATUS status = STATUS_SUCCESS;
        for (int warm = 0; warm < 100; warm++)
        {
            one(client, server, &message, room, &status);
        }

        long native = counted();
        int64_t managed = PerfLabSspAllocatedBytes();
        for (int call = 0; call < CALLS; call++)
        {
            one(client, server, &message, room, &status);
        }

        managed = PerfLabSspAllocatedBytes() - managed;
        native = counted() - native;
        check(
            status == STATUS_SUCCESS && managed == 0 && native == 0, "%s: %d calls, %ld managed bytes, %ld calls of malloc",
            suites[i].name, 4 * CALLS, (long)managed, native);
    }
}
