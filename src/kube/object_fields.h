// Members of Kubernetes objects, by name: what is of another type is not there.
//
//   const boost::json::object* metadata = ObjectAt(object, "metadata");
//   StringAt(*metadata, "name")            // "" if there is none
//
// Pure. (kube/client/object.h finds what lies deeper, by path.)
#ifndef ROLECALL_KUBE_OBJECT_FIELDS_H_
#define ROLECALL_KUBE_OBJECT_FIELDS_H_

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace rolecall::kube {

std::string StringAt(const boost::json::object& object, std::string_view name);
const boost::json::object* ObjectAt(const boost::json::object& object, std::string_view name);  // null: there is none

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_OBJECT_FIELDS_H_
