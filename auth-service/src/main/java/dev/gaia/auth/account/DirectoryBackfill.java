package dev.gaia.auth.account;

import dev.gaia.auth.region.RegionDirectory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Enters accounts into the regions' directory that were there before there were other regions. Repeating changes nothing. */
@Component
class DirectoryBackfill {

    private final AccountRepository repository;
    private final RegionDirectory directory;

    DirectoryBackfill(AccountRepository repository, RegionDirectory directory) {
        this.repository = repository;
        this.directory = directory;
    }

    @EventListener(ApplicationReadyEvent.class)
    void enterAll() {
        if (directory.isNeeded()) {
            repository.emails().forEach(directory::enter);
        }
    }
}
