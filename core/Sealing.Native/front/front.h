/* The front: a small C library that exports the entry points and loads the NativeAOT library that suits the machine. */
#ifndef FRONT_H
#define FRONT_H

#include "perflab_ssp.h"

#include <stddef.h>

/* The instruction-set levels that this machine runs, best first, ended by NULL; empty when it runs none. */
const char *const *front_levels(void);

/* What the NativeAOT library exports. */
typedef NTSTATUS (*UserModeInitialize)(ULONG, PULONG, PSECPKG_USER_FUNCTION_TABLE *, PULONG);
typedef int64_t (*AllocatedBytes)(void);

typedef struct Variant
{
    const char *level; /* NULL: nothing is loaded */
    PSECPKG_USER_FUNCTION_TABLE table;
    AllocatedBytes allocated_bytes;
} Variant;

/* Loads the best variant, once; every later call returns the same. */
const Variant *front_variant(void);

/* The table to hand out, NULL when no variant runs here. */
PSECPKG_USER_FUNCTION_TABLE front_user_table(void);

#endif
