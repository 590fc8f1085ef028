#if IS_ENABLED(CONFIG_CORE)
int core(void);
#endif
