#ifdef CONFIG_CORE
int core(void);
#endif
