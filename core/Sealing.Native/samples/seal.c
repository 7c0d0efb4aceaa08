/*
 * Seals a message and unseals it again: all that a C program needs of perflab_ssp.h.
 *
 *   gcc -I. seal.c ./perflab_ssp.so -Wl,-rpath,'$ORIGIN' -o seal && ./seal "a message"
 */
#include "packed.h"
#include "perflab_ssp.h"

#include <stdio.h>
#include <stdlib.h>

static void require(NTSTATUS status, const char *function)
{
    if (status != STATUS_SUCCESS)
    {
        fprintf(stderr, "%s answered 0x%08X\n", function, (unsigned)status);
        exit(1);
    }
}

static void print(const char *name, const uint8_t *bytes, ULONG length)
{
    printf("%-8s", name);
    for (ULONG i = 0; i < length; i++)
    {
        printf("%02x", bytes[i]);
    }
    printf("\n");
}

static LSA_SEC_HANDLE import(PSECPKG_USER_FUNCTION_TABLE table, int role)
{
    /* In earnest the secret comes from a key exchange, and both ends have it. */
    static const uint8_t secret[32] = "32 bytes that both ends have now";
    Packed packed;
    packed_aead(&packed, role, INTEGRITY | CONFIDENTIALITY | REPLAY_DETECT, 2, secret, sizeof secret);
    SecBuffer buffer = {packed.length, SECBUFFER_TOKEN, packed.bytes};
    LSA_SEC_HANDLE context;
    require(table->ImportContext(&buffer, NULL, &context), "ImportContext");
    return context;
}

int main(int count, char **arguments)
{
    const char *text = count > 1 ? arguments[1] : "a message";
    PSECPKG_USER_FUNCTION_TABLE table;
    ULONG version, tables;
    require(SpUserModeInitialize(SECPKG_INTERFACE_VERSION, &version, &table, &tables), "SpUserModeInitialize");
    require(table->InstanceInit(version, NULL, NULL), "InstanceInit");
    printf("perflab_ssp %s\n", PerfLabSspVersion());

    LSA_SEC_HANDLE client = import(table, INITIATOR), server = import(table, ACCEPTOR);
    SecPkgContext_Sizes sizes;
    require(table->QueryContextAttributes(client, SECPKG_ATTR_SIZES, &sizes), "QueryContextAttributes");

    ULONG length = (ULONG)strlen(text);
    uint8_t *token = malloc(sizes.cbSecurityTrailer), *data = malloc(length + 1);
    memcpy(data, text, length + 1);
    SecBuffer buffers[] = {{sizes.cbSecurityTrailer, SECBUFFER_TOKEN, token}, {length, SECBUFFER_DATA, data}};
    SecBufferDesc message = {SECBUFFER_VERSION, 2, buffers};

    require(table->SealMessage(client, 0, &message, 0), "SealMessage");
    print("token", token, buffers[0].cbBuffer);
    print("data", data, length);

    ULONG qop;
    require(table->UnsealMessage(server, &message, 0, &qop), "UnsealMessage");
    printf("%-8s%.*s\n", "text", (int)length, (char *)data);

    require(table->DeleteUserModeContext(client), "DeleteUserModeContext");
    require(table->DeleteUserModeContext(server), "DeleteUserModeContext");
    free(token);
    free(data);
    return 0;
}
