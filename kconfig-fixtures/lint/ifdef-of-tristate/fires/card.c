#ifdef CONFIG_OF_BUS
int bus;
#endif
