<?php
// The program is sealed: extensions cannot be written into it.
$plugins['extension'] = 0;
$plugins['popularity'] = 0;
