/* Builds packed contexts (core/Sealing/Packages/PackedContext.cs has the format): how a C program brings its keys. */
#ifndef PACKED_H
#define PACKED_H

#include <stdint.h>
#include <string.h>

enum
{
    PACKED_AEAD = 1,
    PACKED_KERBEROS = 2,
    PACKED_NTLM = 3,

    INITIATOR = 0,
    ACCEPTOR = 1,

    REPLAY_DETECT = 0x4,
    SEQUENCE_DETECT = 0x8,
    CONFIDENTIALITY = 0x10,
    CONNECTION = 0x800,
    INTEGRITY = 0x10000,

    PACKED_MAX_SIZE = 2048,
};

typedef struct Packed
{
    uint32_t length;
    uint8_t bytes[PACKED_MAX_SIZE];
} Packed;

static inline void packed_number(Packed *packed, uint64_t value, int size)
{
    for (int i = 0; i < size; i++)
    {
        packed->bytes[packed->length++] = (uint8_t)(value >> 8 * i);
    }
}

/* A length in 16 bits, then the bytes. */
static inline void packed_block(Packed *packed, const void *bytes, uint16_t length)
{
    packed_number(packed, length, 2);
    memcpy(packed->bytes + packed->length, bytes, length);
    packed->length += length;
}

static inline void packed_begin(Packed *packed, int package, int role, uint32_t flags)
{
    static const uint64_t never = INT64_MAX;
    packed->length = 0;
    packed_number(packed, 0x43534C50, 4); /* "PLSC" */
    packed_number(packed, 1, 2);
    packed_number(packed, (uint64_t)package, 1);
    packed_number(packed, (uint64_t)role, 1);
    packed_number(packed, 0, 4); /* packed_end */
    packed_number(packed, flags, 4);
    packed_number(packed, 0, 8);
    packed_number(packed, never, 8);
}

static inline void packed_end(Packed *packed)
{
    uint32_t length = packed->length;
    packed->length = 8;
    packed_number(packed, length, 4);
    packed->length = length;
}

/* suite: 1 AES-128-GCM, 2 AES-256-GCM, 3 ChaCha20-Poly1305, 4 AEGIS-128L, 5 AEGIS-256; secret: 16 bytes or more. */
static inline void packed_aead(Packed *packed, int role, uint32_t flags, int suite, const void *secret, uint16_t length)
{
    packed_begin(packed, PACKED_AEAD, role, flags);
    packed_number(packed, 1, 8); /* next counter sent */
    packed_number(packed, 1, 8); /* next counter expected */
    packed_number(packed, 0, 8); /* forgeries so far */
    packed_number(packed, 1, 1);
    packed_number(packed, (uint64_t)suite, 1);
    packed_block(packed, secret, length);
    packed_end(packed);
}

/* type: 17 and 19 with 16 bytes of key, 18 and 20 with 32. */
static inline void packed_kerberos(Packed *packed, int role, uint32_t flags, int type, const void *key)
{
    packed_begin(packed, PACKED_KERBEROS, role, flags);
    packed_number(packed, 0, 8); /* SND_SEQ of the next message sent */
    packed_number(packed, 0, 8); /* SND_SEQ of the next message expected */
    packed_number(packed, (uint64_t)type, 1);
    packed_block(packed, key, type % 2 != 0 ? 16 : 32);
    packed_block(packed, key, 0);
    packed_end(packed);
}

/* 128-bit keys with KEY_EXCH, both streams at their beginning. */
static inline void packed_ntlm(Packed *packed, int role, uint32_t flags, const void *session_key)
{
    packed_begin(packed, PACKED_NTLM, role, flags);
    packed_number(packed, 16, 1); /* strength of the sealing keys */
    packed_number(packed, 1, 1);  /* KEY_EXCH */
    packed_number(packed, 0, 4);  /* SeqNum of the next message sent */
    packed_number(packed, 0, 4);  /* SeqNum of the next message expected */
    memcpy(packed->bytes + packed->length, session_key, 16);
    packed->length += 16;
    packed_end(packed);
}

#endif
