/* What a sealed process can't do any more, tried by one that does nothing else. */
#include "packages/core/test.h"
#include "packages/warehouse/duckdb/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool refuses(long result)
{
    return result < 0 && errno == EPERM;
}

static bool cant_open(void)
{
    return refuses(open("/etc/hostname", O_RDONLY)) && refuses(open("/tmp/x", O_WRONLY | O_CREAT, 0600)) &&
           refuses(syscall(SYS_openat2, AT_FDCWD, "/etc/hostname", NULL, 0)) &&
           refuses(mkdir("/tmp/y", 0700)) && refuses(unlink("/tmp/x")) && refuses(chdir("/")) &&
           refuses(memfd_create("x", 0));
}

static bool cant_connect(void)
{
    int ends[2];

    return refuses(socket(AF_INET, SOCK_STREAM, 0)) && refuses(socket(AF_UNIX, SOCK_STREAM, 0)) &&
           refuses(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
}

static bool cant_start(void)
{
    char *argv[] = { NULL };

    return refuses(execve("/bin/true", argv, argv)) && refuses(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)) &&
           syscall(SYS_clone3, NULL, 0) < 0 && errno == ENOSYS;
}

static bool cant_reach_others(void)
{
    return refuses(kill(getppid(), 0)) && refuses(ptrace(PTRACE_TRACEME, 0, NULL, NULL)) &&
           refuses(syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0)) &&
           refuses(syscall(SYS_tgkill, getppid(), getppid(), 0)) && refuses(syscall(SYS_bpf, 0, NULL, 0)) &&
           refuses(syscall(SYS_keyctl, 0, 0, 0, 0, 0)) &&
           refuses(syscall(SYS_mount, NULL, NULL, NULL, 0, NULL)) &&
           refuses(syscall(SYS_io_uring_setup, 1, NULL)) &&
           refuses(setrlimit(RLIMIT_CPU, &(struct rlimit){ 1, 1 }));
}

static bool can_still_compute(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return page != MAP_FAILED && munmap(page, 4096) == 0 && write(STDOUT_FILENO, "", 0) == 0;
}

/* Each answer is a bit of the exit code: a sealed process can say nothing else. */
static int sealed(void)
{
    const struct sandbox_limits limits = { .memory_bytes = UINT64_C(2) << 30, .cpu_s = 10, .files = 64 };
    struct rlimit core = { 1, 1 }, size = { 1, 1 };
    const int secret = dup(STDIN_FILENO); /* a descriptor that the parent left open */

    if (!sandbox_limit(&limits) || getrlimit(RLIMIT_CORE, &core) != 0 || getrlimit(RLIMIT_FSIZE, &size) != 0)
        return 100;
    if (core.rlim_max != 0 || size.rlim_max != 0 || fcntl(secret, F_GETFD) != -1)
        return 101;
    if (!sandbox_seal())
        return 102;
    return !cant_open() << 0 | !cant_connect() << 1 | !cant_start() << 2 | !cant_reach_others() << 3 |
           !can_still_compute() << 4;
}

static void a_sealed_process_computes_and_nothing_else(void **state)
{
    const pid_t pid = fork();
    int status = 0;

    (void)state;
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(sealed());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(a_sealed_process_computes_and_nothing_else) };

    return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
