#if IS_ENABLED(CONFIG_OF_BUS)
int bus;
#endif
#if defined(CONFIG_OF_BUS) || defined(CONFIG_OF_BUS_MODULE)
int both;
#endif
