// Keys under which records lie in the snapshot's tables and, after "directory/KIND/", in the store.
//
// They are a format (docs/formats/store.md): a store that has been written must be found again.
#ifndef ROLECALL_DIRECTORY_KEYS_H_
#define ROLECALL_DIRECTORY_KEYS_H_

#include <string>
#include <string_view>

namespace rolecall::directory {

// "ACCOUNT/name" with the name in ASCII lower case: IAM names are unique ignoring case.
std::string NameKey(std::string_view account, std::string_view name);
// "ACCOUNT/REGION/name"; secret names mind their case.
std::string SecretKey(std::string_view account, std::string_view region, std::string_view name);
// The same of Parameter Store's parameters; a full name keeps its first slash: "ACCOUNT/REGION//a/b".
std::string ParameterKey(std::string_view account, std::string_view region, std::string_view name);

}  // namespace rolecall::directory

#endif  // ROLECALL_DIRECTORY_KEYS_H_
