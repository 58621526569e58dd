interface ImportMeta {
  readonly env: { readonly VITE_CORE: string };
}
