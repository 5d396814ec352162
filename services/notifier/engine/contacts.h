// Names and addresses, from the registration service, kept in a table: when that service is down the known ones are
// used, and who is unknown waits.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/postgres/pool.h"
#include "services/notifier/store/message_store.h"

namespace dotpha::notifier {

class ContactSource {
 public:
  virtual ~ContactSource() = default;
  // Unknown ids are left out. Thread-safe.
  virtual Result<std::vector<Contact>> Fetch(const std::string& authority,
                                             const std::vector<std::string>& person_ids) = 0;
};

// Thread-safe.
class ContactBook {
 public:
  // Both must outlive the book. Contacts older than `fresh` are asked for again.
  ContactBook(postgres::Pool& pool, ContactSource& source, std::chrono::seconds fresh = std::chrono::minutes{10})
      : pool_(pool), source_(source), fresh_(fresh) {}

  // By id; who is unknown to both is left out. Errors: the database's; the source's, if somebody is missing and it
  // cannot be asked.
  Result<std::map<std::string, Contact>> Get(const std::string& authority, const std::vector<std::string>& person_ids);
  // Whatever is known here, however old, without asking anybody: for showing, not for sending.
  Result<std::map<std::string, Contact>> Remembered(const std::string& authority,
                                                    const std::vector<std::string>& person_ids);

 private:
  Result<std::map<std::string, Contact>> Known(const std::string& authority, const std::vector<std::string>& person_ids,
                                               std::chrono::seconds fresh);

  postgres::Pool& pool_;
  ContactSource& source_;
  std::chrono::seconds fresh_;
};

}  // namespace dotpha::notifier
