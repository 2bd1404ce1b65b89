<?php
// Asked for by Matomo's own programs that make reports; visitors reach the one in its public folder.
require '/usr/share/matomo/public/index.php';
