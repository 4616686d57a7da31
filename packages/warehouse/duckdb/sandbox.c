#include "packages/warehouse/duckdb/sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = 1 }; /* a sanitizer's shadow is terabytes of address space */
#else
enum { IS_SANITIZED = 0 };
#endif

static bool limit(int what, uint64_t value)
{
    return setrlimit(what, &(struct rlimit){ value, value }) == 0;
}

/* At the lower one comes SIGXCPU, which tells the parent why; at the higher one SIGKILL. */
static bool limit_cpu(uint64_t seconds)
{
    return setrlimit(RLIMIT_CPU, &(struct rlimit){ seconds, seconds + 2 }) == 0;
}

bool sandbox_limit(const struct sandbox_limits *limits)
{
    if (syscall(SYS_close_range, 3U, ~0U, 0U) != 0) {
        for (int fd = 3; fd < 4096; fd++) /* a kernel before 5.9 */
            close(fd);
    }
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit_cpu(limits->cpu_s) &&
           limit(RLIMIT_NOFILE, limits->files) && (IS_SANITIZED || limit(RLIMIT_AS, limits->memory_bytes));
}

/* What computing, reading and ending take. Everything else is refused with EPERM. */
static const int allowed[] = {
    SYS_brk,
    SYS_clock_getres,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_close,
    SYS_exit,
    SYS_exit_group,
    SYS_fcntl,
    SYS_fstat,
    SYS_futex,
    SYS_getcpu,
    SYS_getpid,
    SYS_getrandom,
    SYS_getrusage,
    SYS_gettid,
    SYS_gettimeofday,
    SYS_lseek,
    SYS_madvise,
    SYS_membarrier,
    SYS_mmap,
    SYS_mprotect,
    SYS_mremap,
    SYS_munmap,
    SYS_nanosleep,
    SYS_pread64,
    SYS_preadv,
    SYS_read,
    SYS_readv,
    SYS_restart_syscall,
    SYS_rseq,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sched_getaffinity,
    SYS_sched_yield,
    SYS_set_robust_list,
    SYS_sigaltstack,
    SYS_sysinfo,
    SYS_tgkill, /* abort(); checked below to be within this process */
    SYS_write,
    SYS_writev,
};

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

#define LOAD(member)  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define RETURN(what)  BPF_STMT(BPF_RET | BPF_K, (what))
#define UNLESS(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 1, 0)
#define IF(value)     BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1)
#define REFUSE        (SECCOMP_RET_ERRNO | EPERM)

/* A new thread is a clone that shares everything; clone3's flags can't be seen, so glibc is told that there
 * is none and takes clone. The engine's threads exist by now: this is for those that it makes later. */
static size_t filter(struct sock_filter *out)
{
    const struct sock_filter head[] = {
        LOAD(arch),
        UNLESS(ARCH),
        RETURN(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
        IF(SYS_clone3),
        RETURN(SECCOMP_RET_ERRNO | ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1),
        RETURN(SECCOMP_RET_ALLOW),
        RETURN(REFUSE),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 4),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)getpid(), 0, 1),
        RETURN(SECCOMP_RET_ALLOW),
        RETURN(REFUSE),
    };
    size_t n = 0;

    for (size_t i = 0; i < COUNT(head); i++)
        out[n++] = head[i];
    for (size_t i = 0; i < COUNT(allowed); i++) {
        if (allowed[i] == SYS_tgkill)
            continue;
        out[n++] = (struct sock_filter)IF((unsigned)allowed[i]);
        out[n++] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
    }
    out[n++] = (struct sock_filter)RETURN(REFUSE);
    return n;
}

bool sandbox_seal(void)
{
    struct sock_filter code[2 * COUNT(allowed) + 32];
    const struct sock_fprog program = { (unsigned short)filter(code), code };

    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}
