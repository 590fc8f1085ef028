/** Variables make defines before it reads anything. Source: GNU make manual 4.3 §10.3, observed with `make -p`. */

/** Names of the automatic variables that have `D` and `F` forms. */
export const automaticNames = ['@', '%', '*', '<', '?', '^', '+'] as const;

/** Suffixes of the built-in suffix rules, in make's order. */
export const suffixes =
  '.out .a .ln .o .c .cc .C .cpp .p .f .F .m .r .y .l .ym .yl .s .S .mod .sym .def .h .info .dvi .tex .texinfo .texi .txinfo .w .ch .web .sh .elc .el';

/** Directories searched for included files when they exist, after those of `-I`. */
export const includeDirectories = ['/usr/gnu/include', '/usr/local/include', '/usr/include', '/usr/include'] as const;

/** Programs, flags and command templates; all recursive, all gone under `-R`. */
export const defaultVariables: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AR: 'ar',
    ARFLAGS: 'rv',
    AS: 'as',
    CC: 'cc',
    OBJC: 'cc',
    CXX: 'g++',
    'CHECKOUT,v': '+$(if $(wildcard $@),,$(CO) $(COFLAGS) $< $@)',
    CO: 'co',
    COFLAGS: '',
    CPP: '$(CC) -E',
    FC: 'f77',
    F77: '$(FC)',
    F77FLAGS: '$(FFLAGS)',
    GET: 'get',
    LD: 'ld',
    LEX: 'lex',
    LINT: 'lint',
    M2C: 'm2c',
    PC: 'pc',
    YACC: 'yacc',
    MAKEINFO: 'makeinfo',
    TEX: 'tex',
    TEXI2DVI: 'texi2dvi',
    WEAVE: 'weave',
    CWEAVE: 'cweave',
    TANGLE: 'tangle',
    CTANGLE: 'ctangle',
    RM: 'rm -f',
    'LINK.o': '$(CC) $(LDFLAGS) $(TARGET_ARCH)',
    'COMPILE.c': '$(CC) $(CFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c',
    'LINK.c': '$(CC) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TARGET_ARCH)',
    'COMPILE.m': '$(OBJC) $(OBJCFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c',
    'LINK.m': '$(OBJC) $(OBJCFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TARGET_ARCH)',
    'COMPILE.cc': '$(CXX) $(CXXFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c',
    'COMPILE.C': '$(COMPILE.cc)',
    'COMPILE.cpp': '$(COMPILE.cc)',
    'LINK.cc': '$(CXX) $(CXXFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TARGET_ARCH)',
    'LINK.C': '$(LINK.cc)',
    'LINK.cpp': '$(LINK.cc)',
    'YACC.y': '$(YACC) $(YFLAGS)',
    'LEX.l': '$(LEX) $(LFLAGS) -t',
    'YACC.m': '$(YACC) $(YFLAGS)',
    'LEX.m': '$(LEX) $(LFLAGS) -t',
    'COMPILE.f': '$(FC) $(FFLAGS) $(TARGET_ARCH) -c',
    'LINK.f': '$(FC) $(FFLAGS) $(LDFLAGS) $(TARGET_ARCH)',
    'COMPILE.F': '$(FC) $(FFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c',
    'LINK.F': '$(FC) $(FFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TARGET_ARCH)',
    'COMPILE.r': '$(FC) $(FFLAGS) $(RFLAGS) $(TARGET_ARCH) -c',
    'LINK.r': '$(FC) $(FFLAGS) $(RFLAGS) $(LDFLAGS) $(TARGET_ARCH)',
    'COMPILE.def': '$(M2C) $(M2FLAGS) $(DEFFLAGS) $(TARGET_ARCH)',
    'COMPILE.mod': '$(M2C) $(M2FLAGS) $(MODFLAGS) $(TARGET_ARCH)',
    'COMPILE.p': '$(PC) $(PFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -c',
    'LINK.p': '$(PC) $(PFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TARGET_ARCH)',
    'LINK.s': '$(CC) $(ASFLAGS) $(LDFLAGS) $(TARGET_MACH)',
    'COMPILE.s': '$(AS) $(ASFLAGS) $(TARGET_MACH)',
    'LINK.S': '$(CC) $(ASFLAGS) $(CPPFLAGS) $(LDFLAGS) $(TARGET_MACH)',
    'COMPILE.S': '$(CC) $(ASFLAGS) $(CPPFLAGS) $(TARGET_MACH) -c',
    'PREPROCESS.S': '$(CC) -E $(CPPFLAGS)',
    'PREPROCESS.F': '$(FC) $(FFLAGS) $(CPPFLAGS) $(TARGET_ARCH) -F',
    'PREPROCESS.r': '$(FC) $(FFLAGS) $(RFLAGS) $(TARGET_ARCH) -F',
    'LINT.c': '$(LINT) $(LINTFLAGS) $(CPPFLAGS) $(TARGET_ARCH)',
    OUTPUT_OPTION: '-o $@',
    '.LIBPATTERNS': 'lib%.so lib%.a',
  }),
);
