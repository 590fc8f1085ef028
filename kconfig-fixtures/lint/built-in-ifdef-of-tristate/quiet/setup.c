#if IS_REACHABLE(CONFIG_BUS)
int bus;
#endif
