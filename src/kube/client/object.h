// Looking into Kubernetes objects that come from outside: what is not there, or of another type, is nothing.
//
//   const std::string version = TextAt(list, {"metadata", "resourceVersion"});
//
// Pure; any thread. Pointers point into what was given.
#ifndef ROLECALL_KUBE_CLIENT_OBJECT_H_
#define ROLECALL_KUBE_CLIENT_OBJECT_H_

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <initializer_list>
#include <string>
#include <string_view>

namespace rolecall::kube {

// The value at that path of members; null if there is none.
const boost::json::value* At(const boost::json::value& object, std::initializer_list<std::string_view> path);
// Its text; "" if there is none.
std::string TextAt(const boost::json::value& object, std::initializer_list<std::string_view> path);
// The same as a list; empty if there is none.
const boost::json::array& ListAt(const boost::json::value& object, std::initializer_list<std::string_view> path);
// True only if it is there and true.
bool FlagAt(const boost::json::value& object, std::initializer_list<std::string_view> path);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_CLIENT_OBJECT_H_
