export const Logo = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="8" fill="#1f5f5b" />
    <path d="M9.500 25V10a3 3 0 0 1 3-3H24" fill="none" stroke="#fff" strokeWidth="3.200" strokeLinecap="round" />
    <path d="M9.500 16H17" fill="none" stroke="#fff" strokeWidth="3.200" strokeLinecap="round" />
    <circle cx="23" cy="16" r="2.500" fill="#ffc65c" />
  </svg>
);
