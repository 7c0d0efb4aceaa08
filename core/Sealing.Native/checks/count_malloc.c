/* Preloaded: counts the allocations of the calling thread. */
#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static __thread long s_count __attribute__((tls_model("initial-exec")));

long counted_allocations(void)
{
    return s_count;
}

void *malloc(size_t size)
{
    s_count++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    s_count++;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    s_count++;
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    s_count++;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    *memory = aligned_alloc(alignment, size);
    return *memory == NULL ? 12 : 0;
}
