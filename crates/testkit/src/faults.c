/*
 * Lets chosen calls on the files of a SQLite database fail, in a program that it is preloaded into
 * (LD_PRELOAD). Which ones stands in a control file, which faults.rs writes and this maps, so that a
 * running process can be armed and disarmed.
 *
 * ROLLCALL_TEST_FAULTS names the control file, ROLLCALL_TEST_FAULTS_ON the database file; what ends
 * in its path, with or without -wal, -shm and -journal, is counted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OFF = 0, WRITE = 1, SYNC = 2, READ = 3 };

/* Eight-byte fields in the order in which faults.rs writes them. */
struct control {
    int64_t kind;   /* which calls are counted */
    int64_t error;  /* the errno of those that fail */
    int64_t first;  /* the number of the first that fails; the first call is 1 */
    int64_t gap;    /* the distance from one that fails to the next */
    int64_t count;  /* how many fail; negative: all from the first */
    int64_t seen;   /* how many calls there were since it was armed */
    int64_t failed; /* how many of them failed */
};

static struct control *control;
static const char *database;

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("ROLLCALL_TEST_FAULTS");
    database = getenv("ROLLCALL_TEST_FAULTS_ON");
    if (!path || !database)
        return;
    int file = open(path, O_RDWR | O_CLOEXEC);
    void *mapped = file < 0 ? MAP_FAILED
                            : mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) {
        fprintf(stderr, "faults.c: the control file %s cannot be mapped\n", path);
        abort();
    }
    close(file);
    control = mapped;
}

static int is_of_database(int file)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    size_t name = strlen(database);
    if (strncmp(path, database, name) != 0)
        return 0;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (strcmp(path + name, endings[i]) == 0)
            return 1;
    return 0;
}

/* Counts a call. Whether it shall fail; errno is set then. */
static int fails(int64_t kind, int file)
{
    int before = errno;
    if (!control || __atomic_load_n(&control->kind, __ATOMIC_ACQUIRE) != kind || !is_of_database(file)) {
        errno = before;
        return 0;
    }
    errno = before;
    int64_t after = __atomic_add_fetch(&control->seen, 1, __ATOMIC_ACQ_REL) - control->first;
    if (after < 0 || after % control->gap != 0)
        return 0;
    if (control->count >= 0 && after / control->gap >= control->count)
        return 0;
    __atomic_add_fetch(&control->failed, 1, __ATOMIC_ACQ_REL);
    errno = (int)control->error;
    return 1;
}

#define INTERPOSE(kind, type, name, parameters, arguments)           \
    type name parameters                                             \
    {                                                                \
        static type(*real) parameters;                               \
        if (!real)                                                   \
            *(void **)&real = dlsym(RTLD_NEXT, #name);               \
        return fails(kind, file) ? (type)-1 : real arguments;        \
    }

INTERPOSE(WRITE, ssize_t, write, (int file, const void *bytes, size_t size), (file, bytes, size))
INTERPOSE(WRITE, ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count))
INTERPOSE(WRITE, ssize_t, pwrite, (int file, const void *bytes, size_t size, off_t at), (file, bytes, size, at))
INTERPOSE(WRITE, ssize_t, pwrite64, (int file, const void *bytes, size_t size, off64_t at), (file, bytes, size, at))
INTERPOSE(WRITE, int, ftruncate, (int file, off_t size), (file, size))
INTERPOSE(WRITE, int, ftruncate64, (int file, off64_t size), (file, size))
INTERPOSE(SYNC, int, fsync, (int file), (file))
INTERPOSE(SYNC, int, fdatasync, (int file), (file))
INTERPOSE(READ, ssize_t, read, (int file, void *bytes, size_t size), (file, bytes, size))
INTERPOSE(READ, ssize_t, pread, (int file, void *bytes, size_t size, off_t at), (file, bytes, size, at))
INTERPOSE(READ, ssize_t, pread64, (int file, void *bytes, size_t size, off64_t at), (file, bytes, size, at))
