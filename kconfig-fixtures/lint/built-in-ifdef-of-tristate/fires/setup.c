#ifdef CONFIG_BUS
int bus;
#endif
