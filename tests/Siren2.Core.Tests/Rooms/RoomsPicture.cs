using System.Globalization;
using System.Text;

namespace Siren2.Core.Tests.Rooms;

/// <summary>The rooms as a picture: one row for each level, a line from every room to those that it uses.</summary>
internal static class RoomsPicture
{
    private const int Width = 1000;
    private const int Row = 76;
    private const int BoxHeight = 34;

    /// <param name="types">Number of types of each room.</param>
    /// <param name="uses">Which rooms each uses.</param>
    public static string Draw(IReadOnlyDictionary<string, int> types, IReadOnlyDictionary<string, string[]> uses)
    {
        Dictionary<string, (int X, int Y, int Width)> boxes = [];
        int y = 10;
        foreach (IGrouping<int, string> level in Room.Levels.Keys.GroupBy(room => Room.Levels[room]).OrderByDescending(group => group.Key))
        {
            string[] rooms = [.. level];
            for (int i = 0; i < rooms.Length; i++)
            {
                int width = 40 + (9 * NameOf(rooms[i]).Length);
                boxes[rooms[i]] = ((Width * ((2 * i) + 1) / (2 * rooms.Length)) - (width / 2), y, width);
            }

            y += Row;
        }

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {y - Row + BoxHeight + 10}\" font-family=\"sans-serif\" font-size=\"14\">\n");
        svg.Append("<title>The rooms of Siren2.Core by level; a line leads from each to those that it uses</title>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        foreach ((string room, string[] others) in uses.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            foreach (string other in others.Order(StringComparer.Ordinal))
            {
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"<line x1=\"{Middle(room)}\" y1=\"{boxes[room].Y + BoxHeight}\" x2=\"{Middle(other)}\" y2=\"{boxes[other].Y}\" stroke=\"#8aa\" stroke-width=\"0.7\"/>\n");
            }
        }

        foreach ((string room, (int x, int top, int width)) in boxes)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{BoxHeight}\" rx=\"5\" fill=\"#e8f0f0\" stroke=\"#356\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (width / 2)}\" y=\"{top + 22}\" text-anchor=\"middle\">{NameOf(room)} <tspan fill=\"#678\">{types[room]}</tspan></text>\n");
        }

        return svg.Append("</svg>\n").ToString();

        int Middle(string room) => boxes[room].X + (boxes[room].Width / 2);
    }

    private static string NameOf(string room) => room.Length == 0 ? "root" : room;
}
