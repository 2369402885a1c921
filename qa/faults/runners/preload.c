/* What a machine cannot be asked for in a test, for one process: a wall clock that jumps, and names with
   addresses of our choice. Loaded before the C library. A shared file holds two numbers: the offset of the
   clock in seconds, and whether the names that do not resolve do so after all. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *world;

__attribute__((constructor)) static void open_world(void) {
    const char *path = getenv("FAULTS_WORLD");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *mapped = mmap(NULL, 2 * sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED) world = mapped;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, now);
    if (!failed && world && clock == CLOCK_REALTIME) now->tv_sec += world[0];
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void)zone;
    int failed = clock_gettime(CLOCK_REALTIME, &precise);
    if (!failed) *now = (struct timeval){precise.tv_sec, precise.tv_nsec / 1000};
    return failed;
}

typedef int (*lookup)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

int getaddrinfo(const char *restrict name, const char *restrict service, const struct addrinfo *restrict hints,
                struct addrinfo **restrict found) {
    static lookup real;
    if (!real) real = (lookup)dlsym(RTLD_NEXT, "getaddrinfo");
    if (name && !strcmp(name, "nowhere.faults.test")) {
        return world && world[1] ? real("127.0.0.1", service, hints, found) : EAI_NONAME;
    }
    if (name && !strcmp(name, "hung.faults.test")) {
        while (world && !world[1]) usleep(10000);
        return real("127.0.0.1", service, hints, found);
    }
    int silent = name && !strcmp(name, "silent.faults.test");
    if (!silent && (!name || strcmp(name, "two.faults.test"))) return real(name, service, hints, found);
    /* First one where nobody listens, or where a listener does not answer. */
    int failed = real(silent ? "127.0.0.3" : "127.0.0.2", service, hints, found);
    if (failed) return failed;
    struct addrinfo *last = *found;
    while (last->ai_next) last = last->ai_next;
    return real("127.0.0.1", service, hints, &last->ai_next);
}
