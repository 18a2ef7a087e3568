/* Preloaded into a process: the call number CALMTUI_FAIL_AT among those that touch files below CALMTUI_FAIL_IN fails
   with the error CALMTUI_FAIL_WITH; with CALMTUI_FAIL_ON only calls of that name count. A call that failed is named in
   the file CALMTUI_FAIL_LOG, so that whoever looks knows which it was. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static long at = -1, with, seen;
static const char *in, *on, *log_file;
static int ready;

static void prepare(void) {
    ready = 1;
    const char *text = getenv("CALMTUI_FAIL_AT");
    at = text ? atol(text) : -1;
    text = getenv("CALMTUI_FAIL_WITH");
    with = text ? atol(text) : EIO;
    in = getenv("CALMTUI_FAIL_IN");
    on = getenv("CALMTUI_FAIL_ON");
    log_file = getenv("CALMTUI_FAIL_LOG");
}

static int below(const char *path) { return in && path && strncmp(path, in, strlen(in)) == 0; }

static int open_below(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return below(path);
}

static int fails(const char *name, int counts) {
    static int (*real_open)(const char *, int, ...);
    if (!ready) prepare();
    if (at < 0 || !counts || (on && *on && strcmp(on, name))) return 0;
    if (++seen != at) return 0;
    if (log_file) {
        if (!real_open) real_open = dlsym(RTLD_NEXT, "open");
        int fd = real_open(log_file, O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (fd >= 0) {
            if (write(fd, name, strlen(name)) < 0) {}
            close(fd);
        }
    }
    errno = (int)with;
    return 1;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define PREPARED (ready ? (void)0 : prepare())

#define OPENS(name)                                                     \
    int name(const char *path, int flags, ...) {                        \
        REAL(name);                                                     \
        mode_t mode = 0;                                                \
        if (flags & (O_CREAT | O_TMPFILE)) {                            \
            va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); \
        }                                                               \
        PREPARED;                                                       \
        return fails("open", below(path)) ? -1 : real(path, flags, mode); \
    }
OPENS(open)
OPENS(open64)
ssize_t write(int fd, const void *data, size_t size) {
    REAL(write); PREPARED;
    return fails("write", at >= 0 && open_below(fd)) ? -1 : real(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
    REAL(pwrite); PREPARED;
    return fails("write", at >= 0 && open_below(fd)) ? -1 : real(fd, data, size, offset);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
    REAL(pwrite64); PREPARED;
    return fails("write", at >= 0 && open_below(fd)) ? -1 : real(fd, data, size, offset);
}
ssize_t read(int fd, void *data, size_t size) {
    REAL(read); PREPARED;
    return fails("read", at >= 0 && open_below(fd)) ? -1 : real(fd, data, size);
}
int fsync(int fd) { REAL(fsync); PREPARED; return fails("fsync", at >= 0 && open_below(fd)) ? -1 : real(fd); }
int ftruncate(int fd, off_t size) { REAL(ftruncate); PREPARED; return fails("ftruncate", at >= 0 && open_below(fd)) ? -1 : real(fd, size); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); PREPARED; return fails("ftruncate", at >= 0 && open_below(fd)) ? -1 : real(fd, size); }
int flock(int fd, int how) { REAL(flock); PREPARED; return fails("flock", at >= 0 && open_below(fd)) ? -1 : real(fd, how); }
int rename(const char *from, const char *to) { REAL(rename); PREPARED; return fails("rename", below(to)) ? -1 : real(from, to); }
int renameat(int a, const char *from, int b, const char *to) {
    REAL(renameat); PREPARED;
    return fails("rename", below(to)) ? -1 : real(a, from, b, to);
}
int unlink(const char *path) { REAL(unlink); PREPARED; return fails("unlink", below(path)) ? -1 : real(path); }
int link(const char *from, const char *to) { REAL(link); PREPARED; return fails("link", below(to)) ? -1 : real(from, to); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); PREPARED; return fails("mkdir", below(path)) ? -1 : real(path, mode); }
