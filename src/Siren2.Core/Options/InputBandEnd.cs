namespace Siren2;

/// <summary>Where <see cref="UpsampleReport.InputBandwidth"/> comes from.</summary>
public enum InputBandEnd
{
    /// <summary>
    /// No end of the clip's band was looked for, as at <c>Detail</c> 0 and in guided fits, or the clip is too short to tell: whether all of it is there is not
    /// known.
    /// </summary>
    NotLookedFor,

    /// <summary>One was looked for, and none was found below the clip's Nyquist frequency: there may be one nevertheless, and may be given.</summary>
    NotFound,

    /// <summary>One was found, to about 3 % of its frequency.</summary>
    Found,

    /// <summary>
    /// One was found, but the band falls over so wide a range there that where it ends cannot be told to 3 %: behind a gentle filter, or where the sound itself
    /// grows weak before its filter does; or it is even noise that ends there, of a codec or a line, under which the band may have ended before.
    /// </summary>
    FoundGradual,

    /// <summary>The caller said where it is.</summary>
    Given,
}
