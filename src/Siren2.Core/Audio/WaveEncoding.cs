using System.Diagnostics.CodeAnalysis;

namespace Siren2;

/// <summary>How the samples of a WAV file are stored.</summary>
public enum WaveEncoding
{
    /// <summary>16-bit integers, dithered: the format that everything reads.</summary>
    Pcm16,

    /// <summary>24-bit integers, dithered: inaudible noise floor, and the default.</summary>
    Pcm24,

    /// <summary>32-bit IEEE floats: every sample exactly as it is, beyond full scale too.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The field's name of the format.")]
    Float32,
}
