// Redirects, and what of a URL may be shown. For this folder only. Pure; any thread.
#ifndef ROLECALL_PROVIDERS_HTTP_REDIRECT_H_
#define ROLECALL_PROVIDERS_HTTP_REDIRECT_H_

#include <optional>
#include <string>

#include "http/client.h"
#include "http/message.h"

namespace rolecall::providers::http {

// "https" of "https://h/p", "file" of "file:x"; "" if the text begins with no scheme.
std::string SchemeOf(const std::string& url);

// The URL without user, query and fragment, which may hold secrets.
std::string ShownUrl(const std::string& url);

// Where an answer sends whoever asked for `url`, absolute (RFC 3986); nothing if it does not, or does not say where.
std::optional<std::string> RedirectTarget(const std::string& url, const rolecall::http::Response& answer);

// The request becomes the next one: its method and body by the status, its Referer, and what does not go to another
// host (Authorization, Cookie …) left out.
void FollowRedirect(int status, const std::string& target, rolecall::http::ClientRequest& request);

}  // namespace rolecall::providers::http

#endif  // ROLECALL_PROVIDERS_HTTP_REDIRECT_H_
