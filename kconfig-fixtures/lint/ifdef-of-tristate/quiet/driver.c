#if IS_ENABLED(CONFIG_OF_BUS)
int bus;
#endif
