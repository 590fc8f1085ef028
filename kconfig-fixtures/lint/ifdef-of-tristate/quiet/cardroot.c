#ifdef CONFIG_OF_BUS
int root;
#endif
