// Whether the tests were built with a sanitizer that has memory of its own: it keeps what was freed and
// shadows all the rest, so that memory cannot be searched or limited.
#ifndef PROACTIVE_TESTS_PRIVACY_SANITIZED_H_
#define PROACTIVE_TESTS_PRIVACY_SANITIZED_H_

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PROACTIVE_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PROACTIVE_SANITIZED 1
#endif

namespace proactive::privacy {

#ifdef PROACTIVE_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace proactive::privacy

#endif  // PROACTIVE_TESTS_PRIVACY_SANITIZED_H_
