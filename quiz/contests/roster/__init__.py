"""A roster (danh sách thí sinh): a file of people, what it means, and how it differs from who is entered."""
