#include "harness/lock_step/one_processor.hpp"

namespace ordeal::harness {

OneProcessor::OneProcessor() {
    const int here = ::sched_getcpu();
    if (here < 0 || here >= CPU_SETSIZE) return;
    if (::pthread_getaffinity_np(::pthread_self(), sizeof before_, &before_) != 0) return;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<unsigned>(here), &one);
    kept_ = ::pthread_setaffinity_np(::pthread_self(), sizeof one, &one) == 0;
}

OneProcessor::~OneProcessor() {
    if (kept_) ::pthread_setaffinity_np(::pthread_self(), sizeof before_, &before_);
}

}  // namespace ordeal::harness
