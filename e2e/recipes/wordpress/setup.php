<?php
/** Installs WordPress in the current folder, with two pages and the plugin, as its own installer and its dashboard would. */
define( 'WP_INSTALLING', true );
/** In the place of WordPress's own, which sends a mail. */
function wp_new_blog_notification() {}
require getcwd() . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

wp_install( 'A shop', 'admin', 'admin@example.com', false, '', 'a password of the tests' );
// An administrator may write any HTML.
kses_remove_filters();
$first = wp_insert_post( array(
	'post_type'    => 'page',
	'post_status'  => 'publish',
	'post_title'   => 'First',
	'post_content' => '<!-- wp:html --><button id="buy" onclick="rtp(\'send\',\'event\',{value:\'bought\'})">Buy</button> <a id="other" href="/other/">other</a><!-- /wp:html -->',
) );
wp_insert_post( array(
	'post_type'    => 'page',
	'post_status'  => 'publish',
	'post_title'   => 'Other',
	'post_name'    => 'other',
	'post_content' => '<!-- wp:paragraph --><p id="there">other</p><!-- /wp:paragraph -->',
) );
update_option( 'show_on_front', 'page' );
update_option( 'page_on_front', $first );
update_option( 'permalink_structure', '/%postname%/' );
$problem = activate_plugin( 'rtp.php' );
echo is_wp_error( $problem ) ? $problem->get_error_message() : 'WordPress ' . $GLOBALS['wp_version'];
