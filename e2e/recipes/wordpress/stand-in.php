<?php
/**
 * A site of two pages that runs dist/rtp.php as WordPress would: only the functions that the plugin calls, as WordPress
 * documents them. RTP_WP_CONFIG and RTP_FUNCTIONS are files as the recipe's page has them; further settings come from the
 * environment. On the command line it prints the first page.
 */
define( 'ABSPATH', __DIR__ . '/' );
if ( getenv( 'RTP_WP_CONFIG' ) ) {
	require getenv( 'RTP_WP_CONFIG' );
}
if ( 'true' === getenv( 'RTP_CONSENT' ) ) {
	define( 'RTP_CONSENT', true );
}
foreach ( array( 'RTP_CORE', 'RTP_ACCOUNT', 'RTP_CONSENT' ) as $name ) {
	if ( false !== getenv( $name ) && ! defined( $name ) ) {
		define( $name, getenv( $name ) );
	}
}

$hooks = array();
function add_filter( $name, $function, $priority = 10 ) {
	global $hooks;
	$hooks[ $name ][ $priority ][] = $function;
	ksort( $hooks[ $name ], SORT_NUMERIC );
}
function add_action( $name, $function, $priority = 10 ) {
	add_filter( $name, $function, $priority );
}
function apply_filters( $name, $value ) {
	global $hooks;
	foreach ( $hooks[ $name ] ?? array() as $functions ) {
		foreach ( $functions as $function ) {
			$value = $function( $value );
		}
	}
	return $value;
}
function do_action( $name ) {
	apply_filters( $name, '' );
}
function wp_json_encode( $value, $flags = 0 ) {
	return json_encode( $value, $flags );
}
function esc_html( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8' );
}
function esc_attr( $text ) {
	return esc_html( $text );
}
function is_preview() {
	return isset( $_GET['preview'] );
}
function is_customize_preview() {
	return false;
}
function current_user_can( $capability ) {
	return getenv( 'RTP_CAPABILITY' ) ? getenv( 'RTP_CAPABILITY' ) === $capability : 'manage_options' === $capability;
}

$_SERVER['REQUEST_URI'] = $_SERVER['REQUEST_URI'] ?? '/';
// A theme's or another plugin's script, with the priority that most have.
add_action( 'wp_head', function () {
	echo "<script>window.late = typeof rtp === 'function'</script>\n";
} );
if ( getenv( 'RTP_FILTERED' ) ) {
	add_filter( 'rtp_account', function ( $account ) {
		return $account . '-' . getenv( 'RTP_FILTERED' );
	} );
	add_filter( 'rtp_attributes', function ( $attributes ) {
		return $attributes + array( 'nonce' => 'a"><script>alert(1)</script>', 'bad name' => 'x', 'async' => false );
	} );
}
require getenv( 'RTP_PLUGIN' );
function my_nonce_of_this_answer() {
	return 'bm9uY2U=';
}
if ( getenv( 'RTP_FUNCTIONS' ) ) {
	require getenv( 'RTP_FUNCTIONS' );
}

$other = '/other' === strtok( $_SERVER['REQUEST_URI'], '?' );
?>
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<?php do_action( 'wp_head' ); ?>
<title>A shop</title>
<link rel="icon" href="data:,">
</head>
<body>
<div id="notices"><?php do_action( 'admin_notices' ); ?></div>
<?php if ( $other ) : ?>
<p id="there">other</p>
<?php else : ?>
<button id="buy" onclick="rtp('send','event',{value:'bought'})">Buy</button>
<a id="other" href="/other">other</a>
<?php endif; ?>
</body>
</html>
