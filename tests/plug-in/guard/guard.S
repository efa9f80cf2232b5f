/* SPDX-License-Identifier: GPL-3.0-or-later */

/* guard.S - a function under each guarded name, which leaves all arguments as they are, whatever
 * they may be, asks guard_check, and goes on to the function of this name that is meant. */

        .text
        .type   guard_enter, @function
/* %r11: the Guarded of guard.c.  The stack is 8 off its alignment here, and 7 pushes mend that. */
guard_enter:
        push    %rdi
        push    %rsi
        push    %rdx
        push    %rcx
        push    %r8
        push    %r9
        push    %rax
        sub     $128, %rsp
        .irp    i, 0, 1, 2, 3, 4, 5, 6, 7
        movups  %xmm\i, 16 * \i (%rsp)
        .endr
        mov     %r11, %rdi
        call    guard_check
        mov     %rax, %r11
        .irp    i, 0, 1, 2, 3, 4, 5, 6, 7
        movups  16 * \i (%rsp), %xmm\i
        .endr
        add     $128, %rsp
        pop     %rax
        pop     %r9
        pop     %r8
        pop     %rcx
        pop     %rdx
        pop     %rsi
        pop     %rdi
        jmp     *%r11
        .size   guard_enter, . - guard_enter

        .macro  guarded name
        .text
        .globl  \name
        .type   \name, @function
\name:  endbr64
        lea     guarded_\name (%rip), %r11
        jmp     guard_enter
        .size   \name, . - \name
        .section .rodata
title_\name:
        .asciz  "\name"
        .data
        .balign 8
guarded_\name:
        .quad   title_\name
        .quad   0
        .endm

        .include "guarded.inc"

        .section .note.GNU-stack, "", @progbits
