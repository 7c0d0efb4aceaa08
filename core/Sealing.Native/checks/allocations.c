/*
 * No call allocates once the thread is warm: neither from the managed heap, which the library counts itself, nor with
 * malloc, which checks/count_malloc.c counts when it is preloaded. One exception is told and not hidden: the long messages of
 * Kerberos go through OpenSSL's HMAC, which calls malloc itself.
 */
#include "check.h"

#include <dlfcn.h>

enum
{
    CALLS = 10000
};

static const uint8_t secret[32] = "secret of the allocation checks!";

static void one(LSA_SEC_HANDLE client, LSA_SEC_HANDLE server, Message *message, ULONG room, ULONG size, NTSTATUS *status)
{
    message_init(message, room, size);
    *status |= table->SealMessage(client, 0, &message->descriptor, 0);
    *status |= table->UnsealMessage(server, &message->descriptor, 0, NULL);
    message_init(message, room, size);
    *status |= table->MakeSignature(client, 0, &message->descriptor, 0);
    *status |= table->VerifySignature(server, &message->descriptor, 0, NULL);
}

static void measure(const Suite *suite, ULONG size, long (*counted)(void))
{
    static Message message;
    LSA_SEC_HANDLE client, server;
    if (open_context(suite, INITIATOR, INTEGRITY | CONFIDENTIALITY, secret, &client) == STATUS_NOT_SUPPORTED)
    {
        skip("%s: this machine does not run it", suite->name);
        return;
    }

    open_context(suite, ACCEPTOR, INTEGRITY | CONFIDENTIALITY, secret, &server);
    ULONG room = token_size(client);
    NTSTATUS status = STATUS_SUCCESS;
    for (int warm = 0; warm < 100; warm++)
    {
        one(client, server, &message, room, size, &status);
    }

    long native = counted();
    int64_t managed = PerfLabSspAllocatedBytes();
    for (int call = 0; call < CALLS; call++)
    {
        one(client, server, &message, room, size, &status);
    }

    managed = PerfLabSspAllocatedBytes() - managed;
    native = counted() - native;
    int told = suite->package == PACKED_KERBEROS && native != 0;
    check(
        status == STATUS_SUCCESS && managed == 0 && (native == 0 || told), "%s, %u bytes: %d calls, %ld managed bytes, %ld calls of malloc",
        suite->name, size, 4 * CALLS, (long)managed, native);
    if (told)
    {
        skip("%s, %u bytes: OpenSSL's HMAC calls malloc", suite->name, size);
    }
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
        measure(&suites[i], 16, counted);
        measure(&suites[i], 1500, counted);
    }
}
