// Variables that are filled into a manifest before a cluster sees it: ${NAME}, as envsubst and Flux's postBuild have
// them.
//
//   SubstitutedNames("arn:aws:iam::${ACCOUNT_ID}:role/web")        {"ACCOUNT_ID"}
//   Substitute(text, {{"ACCOUNT_ID", "111122223333"}})             defaults of ${NAME:=default} count; others stay
//
// $NAME without braces stays as it is, as Flux leaves it; "$${NAME}" is no variable. Pure.
#ifndef ROLECALL_KUBE_SUBSTITUTION_H_
#define ROLECALL_KUBE_SUBSTITUTION_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rolecall::kube {

std::vector<std::string> SubstitutedNames(std::string_view text);
std::string Substitute(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace rolecall::kube

#endif  // ROLECALL_KUBE_SUBSTITUTION_H_
