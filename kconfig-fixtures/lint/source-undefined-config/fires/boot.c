int key;
#ifdef CONFIG_MENU_KE
int menu;
#endif
