#ifdef CONFIG_TRAP
#define NAME "trap"
#ifdef CONFIG_ALIGNMENT
int alignment;
#endif
#else
#if defined(CONFIG_TRAP) && IS_ENABLED(CONFIG_BUS)
int again;
#endif
#endif

#if IS_ENABLED(CONFIG_DRIVER) && !IS_ENABLED(CONFIG_BUS)
int alone;
#endif
