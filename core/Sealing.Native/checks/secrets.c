/*
 * No branch and no address depends on a secret, shown by valgrind's memcheck: keys and plaintext are marked undefined, and
 * every branch or address that comes of them is an error (the method of ctgrind). What a message's receiver tells anyway
 * is marked defined again: tokens and ciphertext when they leave, the status. Branches on the verdict itself, "authentic
 * or not", are in checks/secrets.supp, by place and by number.
 */
#include "check.h"

#include <valgrind/memcheck.h>

static const uint8_t plain_secret[32] = "secret of the checks of secrets!";

static NTSTATUS open_secret(const Suite *suite, int role, LSA_SEC_HANDLE *context)
{
    uint8_t secret[32];
    memcpy(secret, plain_secret, sizeof secret);
    VALGRIND_MAKE_MEM_UNDEFINED(secret, sizeof secret);
    NTSTATUS status = open_context(suite, role, INTEGRITY | CONFIDENTIALITY, secret, context);
    VALGRIND_MAKE_MEM_DEFINED(&status, sizeof status);
    return status;
}

static void publish(Message *message)
{
    VALGRIND_MAKE_MEM_DEFINED(message, sizeof *message);
}

/* The leaks of one call: errors since the last time. */
static int leaks(NTSTATUS *status)
{
    static unsigned before;
    VALGRIND_MAKE_MEM_DEFINED(status, sizeof *status);
    unsigned errors = VALGRIND_COUNT_ERRORS, found = errors - before;
    before = errors;
    return (int)found;
}

static void one(const Suite *suite, LSA_SEC_HANDLE client, LSA_SEC_HANDLE server, ULONG size)
{
    static Message message;
    ULONG room = token_size(client);
    NTSTATUS status[4];
    int errors[4];
    memset(message.data, 'p', size);
    message_init(&message, room, size);
    VALGRIND_MAKE_MEM_UNDEFINED(message.data, size);
    status[0] = table->SealMessage(client, 0, &message.descriptor, 0);
    errors[0] = leaks(&status[0]);
    publish(&message);
    status[1] = table->UnsealMessage(server, &message.descriptor, 0, NULL);
    errors[1] = leaks(&status[1]);
    publish(&message);
    message_init(&message, room, size);
    VALGRIND_MAKE_MEM_UNDEFINED(message.data, size);
    status[2] = table->MakeSignature(client, 0, &message.descriptor, 0);
    errors[2] = leaks(&status[2]);
    publish(&message);
    status[3] = table->VerifySignature(server, &message.descriptor, 0, NULL);
    errors[3] = leaks(&status[3]);
    publish(&message);
    int good = 1;
    for (int i = 0; i < 4; i++)
    {
        good = good && status[i] == STATUS_SUCCESS && errors[i] == 0;
    }

    check(
        good, "%s, %u bytes: leaks in seal %d, unseal %d, sign %d, verify %d (statuses %x %x %x %x)", suite->name, size,
        errors[0], errors[1], errors[2], errors[3], (unsigned)status[0], (unsigned)status[1], (unsigned)status[2],
        (unsigned)status[3]);
}

void check_secrets(void)
{
    if (RUNNING_ON_VALGRIND == 0)
    {
        skip("secrets are watched by valgrind, which this does not run under");
        return;
    }

    static const ULONG sizes[] = {0, 5, 64, 333, 1500};
    for (int i = 0; i < suite_count; i++)
    {
        LSA_SEC_HANDLE client, server;
        NTSTATUS status = open_secret(&suites[i], INITIATOR, &client);
        if (status == STATUS_NOT_SUPPORTED)
        {
            skip("%s: this machine does not run it", suites[i].name);
            continue;
        }

        status |= open_secret(&suites[i], ACCEPTOR, &server);
        int errors = leaks(&status);
        check(status == STATUS_SUCCESS && errors == 0, "%s: leaks in opening %d", suites[i].name, errors);
        for (unsigned s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
        {
            one(&suites[i], client, server, sizes[s]);
        }
    }
}

/* The same harness must see a leak: here a byte of the secret chooses the QoP, and the library branches on it. */
void check_planted_leak(void)
{
    static Message message;
    LSA_SEC_HANDLE client;
    open_secret(&suites[1], INITIATOR, &client);
    message_init(&message, token_size(client), 64);
    ULONG qop = 0;
    VALGRIND_MAKE_MEM_UNDEFINED(&qop, 1);
    NTSTATUS status = STATUS_SUCCESS;
    leaks(&status);
    status = table->SealMessage(client, qop, &message.descriptor, 0);
    int errors = leaks(&status);
    check(errors > 0, "a planted leak is seen (%d errors)", errors);
}
