/*
 * The x86-64 levels of the System V psABI that this machine runs: all instructions of the level, and an operating system
 * that saves the registers they use. These are the sets that the NativeAOT variants are compiled for.
 */
#include "front.h"

#if defined(__x86_64__)
#include <cpuid.h>

typedef struct Registers
{
    unsigned eax, ebx, ecx, edx;
} Registers;

enum
{
    /* leaf 1, ecx: SSE3, SSSE3, CX16, SSE4.1, SSE4.2, POPCNT */
    V2_LEAF1 = 1 << 0 | 1 << 9 | 1 << 13 | 1 << 19 | 1 << 20 | 1 << 23,
    /* leaf 1, ecx: FMA, MOVBE, OSXSAVE, AVX, F16C */
    V3_LEAF1 = 1 << 12 | 1 << 22 | 1 << 27 | 1 << 28 | 1 << 29,
    /* leaf 7, ebx: BMI1, AVX2, BMI2 */
    V3_LEAF7 = 1 << 3 | 1 << 5 | 1 << 8,
    /* leaf 0x80000001, ecx: LAHF, LZCNT */
    V3_EXTENDED = 1 << 0 | 1 << 5,
    /* XCR0: XMM and YMM; opmask and ZMM */
    V3_STATE = 0x06,
    V4_STATE = 0xE6,
};

/* leaf 7, ebx: AVX512F, DQ, CD, BW, VL */
static const unsigned V4_LEAF7 = 1u << 16 | 1u << 17 | 1u << 28 | 1u << 30 | 1u << 31;

static Registers leaf(unsigned number)
{
    Registers r = {0, 0, 0, 0};
    __get_cpuid_count(number, 0, &r.eax, &r.ebx, &r.ecx, &r.edx);
    return r;
}

static unsigned saved_state(void)
{
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

static int has(unsigned value, unsigned bits)
{
    return (value & bits) == bits;
}

const char *const *front_levels(void)
{
    static const char *const levels[] = {"v4", "v3", "v2", NULL};
    Registers one = leaf(1), seven = leaf(7), extended = leaf(0x80000001);
    if (!has(one.ecx, V2_LEAF1))
    {
        return levels + 3;
    }
    if (!has(one.ecx, V3_LEAF1) || !has(seven.ebx, V3_LEAF7) || !has(extended.ecx, V3_EXTENDED) || !has(saved_state(), V3_STATE))
    {
        return levels + 2;
    }
    return has(seven.ebx, V4_LEAF7) && has(saved_state(), V4_STATE) ? levels : levels + 1;
}

#else

const char *const *front_levels(void)
{
    static const char *const levels[] = {"base", NULL};
    return levels;
}

#endif
