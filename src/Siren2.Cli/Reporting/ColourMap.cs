namespace Siren2.Cli.Reporting;

/// <summary>256 colours from dark to bright, each lighter than the one before, so that the picture reads the same in grey.</summary>
internal static class ColourMap
{
    private static readonly (double Red, double Green, double Blue)[] Anchors =
    [
        (6, 7, 18), (28, 20, 68), (83, 22, 106), (144, 36, 97), (203, 62, 67), (238, 112, 38), (251, 178, 48), (250, 250, 190),
    ];

    /// <summary>The colours, <c>[256 · 3]</c>: red, green, blue. No two are equal, so that a colour can be read back as its number.</summary>
    public static byte[] Palette { get; } = Interpolate();

    private static byte[] Interpolate()
    {
        byte[] palette = new byte[256 * 3];
        for (int i = 0; i < 256; i++)
        {
            double position = i * (Anchors.Length - 1) / 255.0;
            int below = Math.Min((int)position, Anchors.Length - 2);
            double part = position - below;
            (double red, double green, double blue) = Anchors[below];
            palette[3 * i] = Mix(red, Anchors[below + 1].Red, part);
            palette[(3 * i) + 1] = Mix(green, Anchors[below + 1].Green, part);
            palette[(3 * i) + 2] = Mix(blue, Anchors[below + 1].Blue, part);
        }

        return palette;
    }

    private static byte Mix(double from, double to, double part) => (byte)Math.Round(from + (part * (to - from)));
}
