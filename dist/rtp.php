<?php
/**
 * Plugin Name: rtp
 * Description: Puts the rtp tag first into the head of each page: page views, events and campaigns, kept by your own collector.
 * Version: 0.1.0
 * Requires PHP: 7.4
 * License: MIT
 *
 * Set RTP_CORE and RTP_ACCOUNT in wp-config.php.
 */

defined( 'ABSPATH' ) || exit;

/** The snippet's script with its two placeholders, and the one that waits for a yes; the build fills them in. */
const RTP_SCRIPT = <<<'SCRIPT'
!function(t,e,n,r,a,i,c,o,_){function s(t){return/^[\daov]|^$/.test(t)&&this[t]}function l(){if(_=t.hidden,a[3])try{try{i=JSON.stringify([e,+new Date,a,t.referrer],s),c=localStorage,(o=o||c._rtp<"1")||c.length*i.length<3e5&&(c["_rtpq"+a[0]]=i)}finally{o||navigator.sendBeacon(e,i)}}catch(t){}}try{rtp("setAccount",n)}catch(d){window.rtp=r=function(e,n,r){(i=[0,+new Date,t.URL]).a=arguments;try{i[0]=JSON.stringify(arguments,s),i.t=(c=r||n).call&&setTimeout(c,3e3,{status:503}),n[5]&&r.optOut&&(o=1,localStorage._rtp=0)}catch(t){}a[2e3]?a[2]++:a.push(i),_&&l()},r.q=a=[Math.random(),n,0],addEventListener("visibilitychange",l),(c=t.head.appendChild(t.createElement("script"))).rtp=r,c.onerror=l,c.src=e,r("send","view"),r("get","campaign",!0)}}(document,"__CORE_URL__","__ACCOUNT__")
SCRIPT;
const RTP_CONSENT_SCRIPT = <<<'SCRIPT'
!function(t,e,r,n,a,i,c,o,l){function _(t){return/^[\daov]|^$/.test(t)&&this[t]}function s(){if(l=t.hidden,a[3])try{if(!(null==n.y?localStorage._rtp>"1":n.y))return;try{i=JSON.stringify([e,+new Date,a,t.referrer],_),c=localStorage,(o=o||c._rtp<"1")||c.length*i.length<3e5&&(c["_rtpq"+a[0]]=i)}finally{o||navigator.sendBeacon(e,i)}}catch(t){}}try{rtp("setAccount",r)}catch(u){window.rtp=n=function(e,r,n){(i=[0,+new Date,t.URL]).a=arguments;try{i[0]=JSON.stringify(arguments,_),i.t=(c=n||r).call&&setTimeout(c,3e3,{status:503}),r[5]&&n.optOut&&(o=1,localStorage._rtp=0)}catch(t){}a[2e3]?a[2]++:a.push(i),l&&s()},n.q=a=[Math.random(),r,0],addEventListener("visibilitychange",s),(c=t.head.appendChild(t.createElement("script"))).rtp=n,c.onerror=s,c.src=e,n("send","view"),n("get","campaign",!0)}}(document,"__CORE_URL__","__ACCOUNT__")
SCRIPT;

/** A setting of that name: the constant's value, then what the filter makes of it. */
function rtp_setting( $name ) {
	$constant = 'RTP_' . strtoupper( $name );
	return (string) apply_filters( 'rtp_' . $name, defined( $constant ) ? constant( $constant ) : '' );
}

/** What the consent bundle is told, '' for nothing, or false where the tag does not wait for a yes. */
function rtp_consent() {
	$consent = apply_filters( 'rtp_consent', defined( 'RTP_CONSENT' ) ? RTP_CONSENT : false );
	return true === $consent ? '' : $consent;
}

/** The address that the script loads: the consent bundle stands beside the core. */
function rtp_address() {
	$core    = rtp_setting( 'core' );
	$consent = rtp_consent();
	if ( false === $consent ) {
		return $core;
	}
	$address = preg_replace( '/rtp\.js(?=$|\?)/', 'rtp-consent.js', $core );
	return '' === $consent ? $address : $address . ( false === strpos( $address, '?' ) ? '?' : '&' ) . $consent;
}

/** What is wrong with the settings, as a sentence; '' when nothing is. */
function rtp_problem() {
	if ( ! preg_match( '#^(?:https?:/)?/[^\s]#i', rtp_setting( 'core' ) ) ) {
		return "RTP_CORE is not the address of the core. Write into wp-config.php: define( 'RTP_CORE', 'https://stats.example.com/rtp.js' );";
	}
	if ( ! preg_match( '/^[a-z0-9][\w.-]{0,63}$/iD', rtp_setting( 'account' ) ) ) {
		return "RTP_ACCOUNT is not a name of letters, digits, '-', '_' and '.'. Write into wp-config.php: define( 'RTP_ACCOUNT', 'my-shop' );";
	}
	return '';
}

/** Attributes as HTML: a value of true is an attribute without a value. */
function rtp_attributes( $attributes ) {
	$html = '';
	foreach ( $attributes as $name => $value ) {
		if ( ! preg_match( '/^[a-z][\w-]*$/iD', (string) $name ) || false === $value ) {
			continue;
		}
		$html .= true === $value ? ' ' . $name : ' ' . $name . '="' . esc_attr( $value ) . '"';
	}
	return $html;
}

/** A text as JavaScript: no character that ends the script, opens a comment in it, or is a reference of HTML. */
function rtp_js( $text ) {
	return wp_json_encode( $text, JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_APOS | JSON_UNESCAPED_SLASHES );
}

function rtp_head() {
	if ( ! apply_filters( 'rtp_enabled', ! is_preview() && ! is_customize_preview() ) ) {
		return;
	}
	if ( '' !== rtp_problem() ) {
		echo "<!-- rtp: the settings are not complete; the dashboard says what is missing -->\n";
		return;
	}
	// By these, cache plugins leave the script as it is: Rocket Loader, LiteSpeed Cache (two), Autoptimize, WP Rocket.
	$attributes = apply_filters(
		'rtp_attributes',
		array(
			'data-cfasync'     => 'false',
			'data-no-optimize' => '1',
			'data-no-defer'    => '1',
			'data-noptimize'   => '1',
			'nowprocket'       => true,
		)
	);
	$filled = array(
		'"__CORE_URL__"' => rtp_js( rtp_address() ),
		'"__ACCOUNT__"'  => rtp_js( rtp_setting( 'account' ) ),
	);
	$script = false === rtp_consent() ? RTP_SCRIPT : RTP_CONSENT_SCRIPT;
	echo '<script' . rtp_attributes( $attributes ) . '>' . strtr( $script, $filled ) . "</script>\n";
}
// Before any other script: events of the first moments count as well.
add_action( 'wp_head', 'rtp_head', -1000 );

function rtp_notice() {
	if ( '' !== rtp_problem() && current_user_can( 'manage_options' ) ) {
		echo '<div class="notice notice-warning"><p>rtp: ' . esc_html( rtp_problem() ) . '</p></div>';
	}
}
add_action( 'admin_notices', 'rtp_notice' );
