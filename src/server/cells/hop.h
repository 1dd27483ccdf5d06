// What a request that is sent on to another cell says of its way, and what is believed of it there.
//
//   x-rolecall-cell: blue               the cell that sent it: it goes no further, whoever wrote this
//   x-rolecall-cell-tls: 1.3            how its client reached that plane; "none"
//   x-rolecall-cell-client: 192.0.2.7   the client's address
//
// Anybody may write these, so without a certificate they can only take: a request that is marked is answered where it
// comes, its connection counts as no safer than it says, and its certificate for nothing. The client's address is
// believed of who shows the certificate of that cell alone. Pure; any thread.
#ifndef ROLECALL_SERVER_CELLS_HOP_H_
#define ROLECALL_SERVER_CELLS_HOP_H_

#include <string>
#include <string_view>

#include "http/message.h"

namespace rolecall::server {

bool IsSentOn(const http::Request& request);
// The cell that it says it was sent on by.
std::string_view SentBy(const http::Request& request);
// What stands for a request that was sent on goes no further either.
void MarkLike(const http::Request& request, http::Request& its_other_form);

// The header fields that another cell gets: the client's, but for those of its connection, and those above.
http::Headers OutgoingHeaders(const http::Request& request, const std::string& own_cell);
// Those of the answer that the client gets.
http::Headers IncomingHeaders(const http::Headers& headers);

// Of a request that is marked: its address and connection become what its client's were, as far as that is believed.
// `is_known`: by a certificate, who sent it is the cell that it names.
void TakeHop(http::Request& request, bool is_known);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CELLS_HOP_H_
