int key;
#ifdef CONFIG_MENU_KEY
int menu;
#endif
