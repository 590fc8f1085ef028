#ifdef CONFIG_TRAP
#define NAME "trap"
#else
#ifdef CONFIG_ALIGNMENT
int alignment;
#endif
#endif

/* For m of the bus the driver is a module, too. */
#if IS_ENABLED(CONFIG_DRIVER) && !defined(CONFIG_BUS)
int alone;
#endif

#if !(IS_ENABLED(CONFIG_TRAP) || IS_ENABLED(CONFIG_BUS))
int none;
#else
#if IS_ENABLED(CONFIG_BUS)
int some;
#endif
#endif

#if defined(CONFIG_TRAP) && defined(CONFIG_ALIGNMENT)
#error "TRAP and ALIGNMENT are never together"
#endif

/* Something else selects it, whatever it depends on. */
#if defined(CONFIG_FORCED) && !IS_ENABLED(CONFIG_BUS)
int forced;
#endif
