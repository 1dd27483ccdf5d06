// The types of YAML's plain scalars, as kubectl has them (YAML 1.1 words such as `yes` are booleans). Pure; any thread.
#ifndef ROLECALL_KUBE_MANIFEST_SCALAR_H_
#define ROLECALL_KUBE_MANIFEST_SCALAR_H_

#include <boost/json/value.hpp>
#include <string_view>

namespace rolecall::kube {

// Of a scalar without quotes: null, a boolean, a number, or else a text.
boost::json::value PlainScalar(std::string_view text);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_MANIFEST_SCALAR_H_
