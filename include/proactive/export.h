// Symbol visibility: everything is hidden but what carries PROACTIVE_EXPORT.
#ifndef PROACTIVE_EXPORT_H_
#define PROACTIVE_EXPORT_H_

#if defined(__GNUC__)
#define PROACTIVE_EXPORT __attribute__((visibility("default")))
#else
#define PROACTIVE_EXPORT
#endif

#endif  // PROACTIVE_EXPORT_H_
