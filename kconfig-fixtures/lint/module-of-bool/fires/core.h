#if defined(CONFIG_CORE) || defined(CONFIG_CORE_MODULE)
int core(void);
#endif
