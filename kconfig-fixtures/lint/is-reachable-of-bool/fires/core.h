#if IS_REACHABLE(CONFIG_CORE)
int core(void);
#endif
